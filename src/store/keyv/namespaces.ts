import type { TextStore } from './text-store.ts';

/** The texts of a store by namespace, each made when it is first asked for. */
export function namespaces(create: (namespace: string) => TextStore) {
  const open = new Map<string, TextStore>();
  const each = async (work: (texts: TextStore) => Promise<unknown>): Promise<void> => {
    await Promise.all([...open.values()].map(work));
  };
  return {
    texts(namespace: string): TextStore {
      const texts = open.get(namespace) ?? create(namespace);
      open.set(namespace, texts);
      return texts;
    },
    flush: () => each((texts) => texts.flush()),
    closeAll: () => each((texts) => texts.close()),
  };
}
