import type {Form, Project} from '../model/cluster.ts';

/** What every projected row carries. Small and immutable; strings that repeat are interned. */
export type Row = {
	readonly uid: string;
	/** Empty for cluster-scoped kinds. */
	readonly namespace: string;
	readonly name: string;
	/** Milliseconds since the epoch. */
	readonly created: number;
};

/** What a cell may need beyond its row. */
export type Facts = {
	readonly now: number;
	/** CPU and memory by `namespace/name` (or `name`), where metrics.k8s.io is served; a missing one is unknown, never 0. */
	readonly usage?: ReadonlyMap<string, Usage>;
	/** How many pods run on each node, by node name, where pods of all namespaces are followed. */
	readonly podsOnNode?: ReadonlyMap<string, number>;
};

export type Usage = {readonly cpuMillicores: number; readonly memoryBytes: number};

/** How a cell is meant; the theme decides how that looks, and never says it by colour alone. */
export type Tone = 'plain' | 'dim' | 'good' | 'progress' | 'warning' | 'bad';

/**
 * One column of a list. Its functions are methods, so that columns of any row can be
 * held as columns of `Row`: whoever shows a list needs no more than that.
 */
export type Column<R extends Row = Row> = {
	readonly title: string;
	cell(row: R, facts: Facts): string;
	tone?(row: R, facts: Facts): Tone;
	/** Where a click on the cell leads. */
	href?(row: R): string | undefined;
	/** What sorting compares: numbers as numbers, time as time. Undefined is unknown and sorts last either way. */
	sortBy(row: R, facts: Facts): string | number | undefined;
	readonly align?: 'right';
	/** Terminal cells: the least it is worth showing in, and the most it may take. */
	readonly width: {readonly min: number; readonly max: number};
	/** 1 is always shown; higher numbers go first where the terminal is narrow. */
	readonly priority: number;
	/** Shown only where asked for (`ctrl-w`, `-o wide`), however much room there is. */
	readonly isWide?: true;
};

/** The order a list opens in; names otherwise. */
export type Order = {readonly column: string; readonly isDescending: boolean};

/** One kind of object as a list: where it is served, what is kept of it, and how it is shown. */
export type ResourceView<R extends Row = Row> = {
	/** Plural, as typed after `:` and `--view`. */
	readonly name: string;
	readonly aliases: readonly string[];
	readonly group: string;
	readonly plural: string;
	readonly kind: string;
	/** The versions that can be read, best first; any served one where left out. */
	readonly versions?: readonly string[];
	readonly isNamespaced: boolean;
	/** Found by whoever types its name; help has no line for it. */
	readonly isRare?: true;
	/** Followed in all namespaces whichever one is chosen: these objects live elsewhere than what they are about. */
	readonly isEverywhere?: true;
	/** How its objects are asked for; whole where left out. */
	readonly form?: Form;
	/** Only objects whose fields say this are read: `type=Warning`. */
	readonly fields?: string;
	readonly project: Project<R>;
	readonly columns: readonly Column<R>[];
	readonly order?: Order;
	/** Lower-case text a filter looks in. */
	search(row: R): string;
	/** Whether the faults-only view keeps it: a rule per kind, not a text match. */
	isFaulty(row: R, facts: Facts): boolean;
};
