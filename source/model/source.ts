/** A kind whose objects a dialect or an engine reads. */
export type Source = {
	readonly group: string;
	readonly plural: string;
	readonly kind: string;
	/** The versions that can be read, best first; any served one where left out. */
	readonly versions?: readonly string[];
	/** Short names to type after `:`, as kubectl knows them. */
	readonly aliases?: readonly string[];
};
