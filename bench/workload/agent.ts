import type { JsonObject } from '../../src/protocol/json-rpc.ts';
import type { Random } from '../../test/helpers/random.ts';
import type { Project } from './project.ts';
import { pickByRank } from './rank.ts';

/** One call of an agent. */
export interface AgentCall {
  /** `<server>__<tool>`. */
  readonly name: string;
  readonly arguments: JsonObject;
  /** Asks, and changes nothing. */
  readonly isRead: boolean;
}

type Calls = Generator<AgentCall, void>;

/** What all agents of a user share: the project, and what the memory server knows of it. */
export interface World {
  readonly project: Project;
  readonly random: Random;
  /** Entities that exist in the graph. */
  readonly entities: Set<string>;
}

const TOPICS = 'timeout reconnect schema token cache session order unicode memory proxy'.split(' ');
const ISSUES = 40;
const PAGES = 25;
const PLACES = ['New York', 'Chicago', 'Los Angeles'];

const ask = (name: string, args: JsonObject = {}): AgentCall => ({ name, arguments: args, isRead: true });
const change = (name: string, args: JsonObject): AgentCall => ({ name, arguments: args, isRead: false });

/** One session of an agent, as the calls that it makes one after the other. */
export class Agent {
  readonly #world: World;
  /** Where this session's task lies: most of what it reads is here. */
  readonly #area: string;
  readonly #read: string[] = [];

  constructor(world: World) {
    this.#world = world;
    this.#area = pickByRank(world.random, world.project.directories);
  }

  /** Asked a question about the project: looks around, and at the tracker, and changes nothing. */
  *answerQuestion(): Calls {
    yield* this.#begin();
    for (let turn = 0; turn < 5; turn++) {
      yield* this.#explore();
      if (this.#chance(0.6)) yield* this.#lookUp();
      if (this.#chance(0.3)) yield* this.#compute();
    }
  }

  /** Given an issue: reads it, finds the place, changes files and looks at them again, tells the tracker. */
  *fixIssue(): Calls {
    yield* this.#begin();
    const issue = pickByRank(this.#world.random, numbers(ISSUES));
    yield ask('tracker__get_issue', { number: issue });
    yield* this.#investigate();
    if (this.#chance(0.4)) for (let agents = 2; agents > 0; agents--) yield* this.#delegate(issue);
    for (let change = 3 + this.#world.random.below(2); change > 0; change--) yield* this.#change();
    yield ask('tracker__get_issue', { number: issue });
    yield change('tracker__add_comment', { number: issue, text: `Mended in ${this.#area}.` });
    if (this.#chance(0.5)) yield* this.#remember();
  }

  /** Given a change of somebody else: reads much, beside issues and pages, and comments once. */
  *review(): Calls {
    yield* this.#begin();
    for (let turn = 0; turn < 8; turn++) {
      yield* this.#explore();
      if (this.#chance(0.5)) yield* this.#lookUp();
    }
    const issue = pickByRank(this.#world.random, numbers(ISSUES));
    yield change('tracker__add_comment', { number: issue, text: 'Looks right.' });
  }

  /** Brings the graph up to date. */
  *takeNotes(): Calls {
    yield* this.#begin();
    for (let turn = 0; turn < 4; turn++) {
      yield ask('memory__open_nodes', { names: [this.#area, pickByRank(this.#world.random, TOPICS)] });
      yield* this.#explore();
    }
    yield* this.#remember();
    yield* this.#remember();
    yield ask('memory__read_graph');
  }

  /** What the instructions of every session ask for: what is known, what is here, how one works here. */
  *#begin(): Calls {
    const { project } = this.#world;
    yield ask('memory__read_graph');
    yield ask('files__list_allowed_directories');
    yield ask('files__directory_tree', { path: project.folder });
    for (const file of project.files.slice(0, 3)) if (this.#chance(0.8)) yield* this.#readFile(file);
    yield ask('memory__search_nodes', { query: this.#area });
  }

  /** One step into the project: a directory or a search, then some files, often one that was read before. */
  *#explore(): Calls {
    const { random, project } = this.#world;
    if (this.#chance(0.5)) yield ask('files__list_directory', { path: this.#area });
    else yield ask('files__search_files', { path: project.folder, pattern: `**/*${random.pick(TOPICS)}*` });
    for (let count = 1 + random.below(3); count > 0; count--) yield* this.#readFile(this.#nextFile());
  }

  *#investigate(): Calls {
    for (let turn = 0; turn < 4; turn++) {
      yield* this.#explore();
      if (this.#chance(0.5)) yield* this.#lookUp();
    }
  }

  /** To another agent with the same task, which knows nothing but what it is told: it reads for itself. */
  *#delegate(issue: number): Calls {
    const [instructions = ''] = this.#world.project.files;
    yield* this.#readFile(instructions);
    yield ask('tracker__get_issue', { number: issue });
    yield* this.#investigate();
  }

  *#readFile(file: string): Calls {
    this.#read.push(file);
    yield ask('files__read_text_file', { path: file });
  }

  /** Three in ten were read in this session already; of the others most are where the task is. */
  #nextFile(): string {
    const { random, project } = this.#world;
    if (this.#read.length > 0 && this.#chance(0.3)) return random.pick(this.#read);
    return pickByRank(random, this.#chance(0.7) ? project.in(this.#area) : project.files);
  }

  *#lookUp(): Calls {
    const { random } = this.#world;
    if (this.#chance(0.4)) yield ask('tracker__search_issues', { query: pickByRank(random, TOPICS) });
    if (this.#chance(0.7)) yield ask('tracker__get_issue', { number: pickByRank(random, numbers(ISSUES)) });
    if (this.#chance(0.5))
      yield ask('tracker__read_page', { page: `page-${pickByRank(random, numbers(PAGES))}` });
  }

  *#compute(): Calls {
    const { random } = this.#world;
    if (this.#chance(0.5)) yield ask('everything__get-structured-content', { location: random.pick(PLACES) });
    else yield ask('everything__get-sum', { a: random.below(8), b: random.below(8) });
  }

  /** A file and its test: read, changed once or twice, looked at again; now and then a new file. */
  *#change(): Calls {
    const { random, project } = this.#world;
    const file = pickByRank(random, project.in(this.#area));
    yield* this.#readFile(file);
    for (let edits = 1 + random.below(2); edits > 0; edits--) yield this.#edit(file);
    if (this.#chance(0.6)) yield* this.#readFile(file);
    if (this.#chance(0.25)) yield this.#create();
    const test = pickByRank(random, project.in(project.directories.at(-1) ?? ''));
    yield* this.#readFile(test);
    yield this.#edit(test);
  }

  #edit(file: string): AgentCall {
    return change('files__edit_file', { path: file, edits: [{ ...this.#world.project.edit(file) }] });
  }

  #create(): AgentCall {
    const { path, content } = this.#world.project.create(this.#area);
    this.#read.push(path);
    return change('files__write_file', { path, content });
  }

  *#remember(): Calls {
    const { entities, random } = this.#world;
    const name = this.#chance(0.5) ? this.#area : random.pick(TOPICS);
    if (!entities.has(name)) {
      entities.add(name);
      yield change('memory__create_entities', {
        entities: [{ name, entityType: 'part', observations: [`${name} was worked on`] }],
      });
    }
    yield change('memory__add_observations', {
      observations: [{ entityName: name, contents: [`seen ${random.below(1_000)}`] }],
    });
  }

  #chance(share: number): boolean {
    return this.#world.random.next() < share;
  }
}

const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);
