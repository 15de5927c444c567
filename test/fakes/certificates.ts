import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Certificate {
  certificate: string;
  key: string;
}

/** An authority made by openssl, and paths of what it signs; everything lies in `folder` and is valid for a day. */
export interface Authority extends Certificate {
  /** `use`: what the certificate may be shown for. The server's is for 127.0.0.1 and localhost. */
  sign(name: string, use: 'server' | 'client'): Certificate;
}

export function makeAuthority(folder: string, name: string): Authority {
  const own = paths(folder, name);
  openssl(['req', '-x509', ...newKey(own), '-days', '1', '-subj', `/CN=${name}`, '-addext', 'basicConstraints=critical,CA:TRUE']);
  return {
    ...own,
    sign: (subject, use) => {
      const signed = paths(folder, subject);
      const request = join(folder, `${subject}.csr`);
      const extensions = join(folder, `${subject}.ext`);
      writeFileSync(
        extensions,
        `subjectAltName=${use === 'server' ? 'IP:127.0.0.1,DNS:localhost' : `DNS:${subject}`}\nextendedKeyUsage=${use}Auth\n`,
      );
      openssl(['req', '-new', '-newkey', 'ec', ...curve, '-nodes', '-keyout', signed.key, '-out', request, '-subj', `/CN=${subject}`]);
      const by = ['-CA', own.certificate, '-CAkey', own.key, '-CAcreateserial'];
      openssl(['x509', '-req', '-in', request, ...by, '-days', '1', '-extfile', extensions, '-out', signed.certificate]);
      return signed;
    },
  };
}

const curve = ['-pkeyopt', 'ec_paramgen_curve:prime256v1'];

const newKey = ({ certificate, key }: Certificate) => ['-newkey', 'ec', ...curve, '-nodes', '-keyout', key, '-out', certificate];

const paths = (folder: string, name: string): Certificate => ({
  certificate: join(folder, `${name}.pem`),
  key: join(folder, `${name}.key`),
});

function openssl(args: string[]): void {
  execFileSync('openssl', args, { stdio: ['ignore', 'ignore', 'pipe'] });
}
