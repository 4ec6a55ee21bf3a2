import {words} from '../../resources/columns.ts';
import type {NamespaceRow} from '../../resources/namespaces.ts';
import {namespaces} from '../../resources/namespaces.ts';
import type {ListView} from '../arrange.ts';
import {remembering} from '../remembering.ts';

/** Namespaces with the number key each of the favourites has, and which one lists show. */
export const namespacesView: (
	favourites: readonly string[],
	shown: string | undefined,
) => ListView<NamespaceRow> = remembering((favourites, shown) => ({
	...namespaces,
	columns: [
		words('KEY', ({name}) => (favourites.includes(name) ? String(favourites.indexOf(name) + 1) : ''), {
			width: [4, 4],
			priority: 1,
			tone: () => 'progress',
		}),
		...namespaces.columns,
		words('LISTS', ({name}) => (name === shown ? 'show it' : ''), {
			width: [7, 7],
			priority: 2,
			tone: () => 'good',
		}),
	],
}));
