import type {NodeRow} from '../resources/nodes.ts';
import {objectOf} from './trouble.ts';

/** What troubles of nodes have in common: the node that has had it longest is the one to open. */
export function nodeTrouble(cause: string, nodes: readonly NodeRow[], since: (node: NodeRow) => number) {
	const [oldest, ...others] = nodes.toSorted((left, right) => since(left) - since(right));
	return {
		key: `node ${cause}`,
		about: objectOf('nodes', {...oldest!, namespace: ''}),
		count: others.length + 1,
		since: since(oldest!),
	} as const;
}

/** Three names, and how many there are besides. */
export function sayNames(named: ReadonlyArray<{readonly name: string}>): string {
	const names = named.map(({name}) => name).sort();
	return names.length <= 3
		? names.join(', ')
		: `${names.slice(0, 3).join(', ')} and ${names.length - 3} more`;
}
