/** The little that the page's script needs of a browser: declared here, so that no other code can take a browser for granted. */
export interface PageElement {
  textContent: string | null;
  className: string;
  hidden: boolean;
  disabled: boolean;
  open: boolean;
  value: string | number;
  max: number;
  readonly tagName: string;
  readonly classList: { toggle(name: string, on: boolean): void };
  append(...children: (PageElement | string)[]): void;
  replaceChildren(...children: (PageElement | string)[]): void;
  setAttribute(name: string, value: string): void;
  addEventListener(type: string, listener: (event: PageEvent) => void): void;
  focus(): void;
  scrollIntoView(where: { block: 'nearest' }): void;
}

export interface PageEvent {
  readonly key: string;
  readonly repeat: boolean;
  readonly altKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly target: PageElement | null;
  preventDefault(): void;
}

export interface Page {
  getElementById(id: string): PageElement;
  createElement(tag: string): PageElement;
  addEventListener(type: 'keydown', listener: (event: PageEvent) => void): void;
}

export interface PageStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}
