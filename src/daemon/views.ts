import type { Catalog } from '../catalog/catalog.ts';
import { MergedView } from '../catalog/merged-view.ts';
import { ServerView } from '../catalog/server-view.ts';
import type { ChangedList, View } from '../catalog/view.ts';
import { GatewayError } from '../shared/errors.ts';

const LISTS: readonly ChangedList[] = ['tools', 'prompts', 'resources'];

/** What clients are shown, each view made when first asked for, and what a change of the catalog means to each. */
export class Views {
  readonly #catalog: Catalog;
  readonly #views = new Map<string | undefined, View>();

  constructor(catalog: Catalog) {
    this.#catalog = catalog;
  }

  /** One server as itself, a profile's servers, or without a name all of them. @throws GatewayError `unknown_server` */
  get(name: string | undefined): View {
    const { servers, profiles } = this.#catalog.config;
    const isNamed = (each: { readonly name: string }): boolean => each.name === name;
    const isServer = servers.some(isNamed);
    if (name !== undefined && !isServer && !profiles.some(isNamed)) {
      throw new GatewayError('unknown_server', `No server or profile is called ${name.slice(0, 100)}.`);
    }
    const known = this.#views.get(name);
    if (known) return known;
    const view =
      name !== undefined && isServer
        ? new ServerView(this.#catalog, name)
        : new MergedView(this.#catalog, name);
    this.#views.set(name, view);
    return view;
  }

  /** Changes the catalog. @returns the lists that are different from then on, by view */
  changesBy(change: () => void): ReadonlyMap<View, readonly ChangedList[]> {
    const before = [...this.#views.values()].map((view) => ({ view, digests: view.digests() }));
    change();
    return new Map(
      before.map(({ view, digests }) => {
        const after = view.digests();
        return [view, LISTS.filter((list) => digests[list] !== after[list])];
      }),
    );
  }
}
