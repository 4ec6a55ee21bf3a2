import type {ServedResource} from '../model/cluster.ts';
import type {Json} from '../model/json.ts';
import {type KubernetesObject, numberIn, objectsIn, textIn} from '../model/object.ts';
import {resourceName} from '../model/ref.ts';
import {ageColumn, nameColumn, namespaceColumn, noneText, words} from './columns.ts';
import {intern, internList} from './intern.ts';
import {rowOf, searchName} from './row.ts';
import type {Column, ResourceView, Row} from './view.ts';

/** An object of a kind that only the server knows how to show: cells as the server wrote them, in its own columns. */
export type TableRow = Row & {
	readonly cells: readonly (string | number)[];
	/** The same list for all rows of the same columns. */
	readonly columns: readonly ServerColumn[];
};

type ServerColumn = {
	readonly title: string;
	/** `name` of the column that holds the object's name. */
	readonly format: string;
	readonly isNumber: boolean;
	readonly isWide: boolean;
};

/** A view of a kind that has none of its own; the columns are those that the server tells with the rows. */
export function tableView(served: ServedResource): ResourceView<TableRow> {
	const {group, plural, kind, namespaced: isNamespaced} = served;
	return {
		name: resourceName(served),
		aliases: [],
		group,
		plural,
		kind,
		isNamespaced,
		form: 'table',
		project: projectTableRow,
		columns: [...(isNamespaced ? [namespaceColumn] : []), nameColumn, ageColumn],
		search: row => `${searchName(row)} ${row.cells.join(' ')}`.toLowerCase(),
		isFaulty: row => row.columns.some((column, place) => isAtFault(column, row.cells[place])),
	};
}

const views = new WeakMap<ResourceView, WeakMap<object, ResourceView>>();

/** The view with the columns that its rows came with; the same one for the same columns. */
export function withColumnsOf(view: ResourceView, row: Row | undefined): ResourceView {
	const {columns = []} = (row ?? {}) as Partial<TableRow>;
	if (columns.length === 0) return view;
	const known = views.get(view) ?? new WeakMap<object, ResourceView>();
	views.set(view, known);
	let shown = known.get(columns);
	if (shown === undefined) {
		const own = columns.map(columnOf) as readonly Column<Row>[];
		shown = {...view, columns: [...(view.isNamespaced ? [namespaceColumn] : []), ...own]};
		known.set(columns, shown);
	}
	return shown;
}

function projectTableRow(object: KubernetesObject): TableRow {
	const {columns, cells} = object;
	const row = rowOf(object);
	// From a server that makes no tables, whole objects come instead.
	if (columns === undefined) return {...row, cells: [], columns: []};
	if (!Array.isArray(cells)) throw new TypeError('no cells');
	return {...row, cells: cells.map(cellOf), columns: columnsIn(columns)};
}

function cellOf(cell: Json): string | number {
	if (typeof cell === 'number') return cell;
	if (typeof cell === 'string') return intern(cell);
	return cell === null ? noneText : intern(JSON.stringify(cell));
}

const known = new WeakMap<object, readonly ServerColumn[]>();

/** The rows of a list share what their columns were read from, and those of another list what is made of it. */
function columnsIn(sent: Json): readonly ServerColumn[] {
	if (typeof sent !== 'object' || sent === null) return [];
	let columns = known.get(sent);
	if (columns === undefined) {
		const read = objectsIn(sent).map(
			(column): ServerColumn => ({
				title: (textIn(column.name) ?? '').toUpperCase(),
				format: textIn(column.format) ?? '',
				isNumber: column.type === 'integer' || column.type === 'number',
				isWide: (numberIn(column.priority) ?? 0) > 0,
			}),
		);
		columns = internList(`columns ${JSON.stringify(read)}`, () => read);
		known.set(sent, columns);
	}
	return columns;
}

/** Columns further right go first where the terminal is narrow. */
const mostPriority = 6;

function columnOf(column: ServerColumn, place: number): Column<TableRow> {
	const {title, format, isNumber, isWide} = column;
	const wide = isWide ? ({isWide} as const) : {};
	if (format === 'name') return {...nameColumn, ...wide, title};
	// The server says how old it was when it was listed; we know when it was made.
	if (title === 'AGE') return {...ageColumn, ...wide};
	return words(title, row => String(row.cells[place] ?? ''), {
		width: [Math.min(12, Math.max(4, title.length)), 60],
		priority: Math.min(mostPriority, 1 + place),
		tone: row => (isAtFault(column, row.cells[place]) ? 'warning' : 'plain'),
		sortBy: row => row.cells[place] ?? undefined,
		...(isNumber && {align: 'right'}),
		...wide,
	});
}

/** Conditions that are good while true, as definitions call their columns. */
const good = new Set(['READY', 'AVAILABLE', 'ESTABLISHED', 'HEALTHY', 'SYNCED', 'PROGRAMMED', 'ACCEPTED']);

/** Of a kind that nobody here knows, this much can be told: a condition that should be true says that it is not. */
function isAtFault({title}: ServerColumn, cell: string | number | undefined): boolean {
	return good.has(title) && /^(False|Unknown)\b/.test(String(cell));
}
