import type {Row} from '../resources/view.ts';
import type {Sort} from './order.ts';

/** The object a screen is about, pinned by uid: a row may move, and its name may come to mean another object. */
export type Subject = {
	/** The view its row stands in; `splits` for a traffic split, whose uid is its key; `rollouts` for what an engine leads. */
	readonly view: string;
	readonly uid: string;
	readonly namespace: string;
	readonly name: string;
};

/** Which part of a view a list shows: pods of a workload, pods on a node, events of an object; by component the Deployments that are notebooks. */
export type Part = {
	readonly by: 'workload' | 'replicaset' | 'node' | 'owner' | 'regarding' | 'component';
	readonly of: Subject;
	/** Kind of the object, as rows name their owners. */
	readonly kind: string;
};

/** How a list is looked at. The cursor and the marks are held by uid, never by place: a row of the same name is another one. */
export type ListState = {
	readonly filter: string;
	readonly faultsOnly: boolean;
	readonly sort?: Sort;
	/** Undefined until somebody moves: the first row, whichever that is. */
	readonly cursorKey?: string;
	/** The line of the window the cursor stands on, so that rows which come or go above do not move it. */
	readonly cursorLine: number;
	/** Where the window begins while no row has the cursor. */
	readonly first: number;
	/** By uid. Those out of sight are marked too, wherever the list has gone since. */
	readonly marks: ReadonlyMap<string, Subject>;
	readonly isWide: boolean;
	/** How many columns of lower priority are scrolled out to the left. */
	readonly scrolledBy: number;
	/** Rows as they stood when they were held, by a dialog or by `Z`: nothing moves until they are let go. */
	readonly held?: readonly Row[];
	readonly isHolding: boolean;
};

/** A text that is scrolled: YAML, logs, help. `first` undefined follows the end. */
export type TextState = {readonly first?: number; readonly left: number; readonly isWrapped: boolean};

/** Shares being drafted, in the order of the split's backends: a ghost until previewed. */
export type Draft = {
	readonly percents: readonly {readonly backend: string; readonly percent: number}[];
	/** The shares they were drafted on, so that a change meanwhile is refused instead of overwritten. */
	readonly expect: readonly {readonly backend: string; readonly percent: number}[];
};

/** Of the logs of two versions: one of them alone, or what is new in the challenger. */
export type VersionsShown = 'champion' | 'challenger' | 'new';

/** What is drawn of a split or a rollout; `changes` is no chart, and stands in the place of one. */
export type ChartName = 'share' | 'errors' | 'p99' | 'cpu' | 'memory' | 'changes';

export type ScreenName =
	| 'now'
	| 'list'
	| 'split'
	| 'rollout'
	| 'detail'
	| 'logs'
	| 'version-logs'
	| 'yaml'
	| 'revisions'
	| 'journal'
	| 'contexts'
	| 'timeline'
	| 'recovery'
	| 'can-i'
	| 'forwards'
	| 'objectives'
	| 'form'
	| 'help';

export type Screen = {
	/** Never used twice in a session: what is remembered of a screen hangs on it. */
	readonly id: number;
	readonly name: ScreenName;
	/** The view a list shows; empty on screens that show none. */
	readonly view: string;
	readonly part?: Part;
	readonly subject?: Subject;
	readonly list: ListState;
	readonly text: TextState;
	readonly draft?: Draft;
	/** Which backend of a split the weight keys move, or which one is compared with the champion. */
	readonly backend?: string;
	/** Of a log: which container, and whether of its former life. */
	readonly container?: string;
	readonly isPrevious?: boolean;
	/** Of a split or a rollout; its shares where left out. */
	readonly chart?: ChartName;
	/** Of the logs of two versions; undefined shows both. */
	readonly shown?: VersionsShown;
	/** The key of a secret whose value is shown; the others stay masked. */
	readonly revealed?: string;
};

/** What has to be said of a screen to open it; the rest begins empty. */
export type NewScreen = Pick<Screen, 'name'> &
	Partial<Pick<Screen, 'view' | 'part' | 'subject' | 'container' | 'isPrevious' | 'backend'>> & {
		readonly list?: Partial<ListState>;
	};

const freshList: ListState = {
	filter: '',
	faultsOnly: false,
	cursorLine: 0,
	first: 0,
	marks: new Map(),
	isWide: false,
	scrolledBy: 0,
	isHolding: false,
};

export function newScreen(id: number, {list, ...said}: NewScreen): Screen {
	return {
		view: '',
		...said,
		id,
		list: {...freshList, ...list},
		text: {first: followsEnd(said.name) ? undefined : 0, left: 0, isWrapped: followsEnd(said.name)},
	};
}

/** What is written goes on at the end, which is what one looks at. */
export function followsEnd(name: ScreenName): boolean {
	return name === 'logs' || name === 'version-logs';
}
