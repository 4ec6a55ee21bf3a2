/** What tells a backend from others of its list, for people and for `BACKEND=PERCENT`. */
export type Named = {
	readonly name: string;
	readonly namespace?: string | undefined;
	readonly port?: number | string | undefined;
};

/** A name each: the plain one where it is unique, else with namespace and port, else with its place in the list. */
export function uniqueNames(backends: readonly Named[]): string[] {
	return backends.map(({name, namespace, port}, index) => {
		const twins = backends.filter(each => each.name === name);
		if (twins.length === 1) return name;
		const long = [namespace, name].filter(Boolean).join('/') + (port === undefined ? '' : `:${port}`);
		const isUnique = twins.filter(each => each.namespace === namespace && each.port === port).length === 1;
		return isUnique ? long : `${long}#${index}`;
	});
}
