import {isTree, type Shape} from '../kinds/fields.ts';
import type {Tree} from '../object.ts';

/**
 * Kubernetes' strategic merge: like a merge patch, but lists of a kind that has a merge key are merged
 * element by element. Understands `$patch: delete|replace|merge`, `$retainKeys`, `$setElementOrder/…` and
 * `$deleteFromPrimitiveList/…`.
 */
export function strategicMergePatch(document: unknown, patch: Tree, shape: Shape | undefined): Tree {
	if (patch.$patch === 'replace') return withoutDirectives(patch);
	if (patch.$patch === 'delete') return {};
	const merged: Tree = isTree(document) ? {...document} : {};
	if (patch.$retainKeys) retain(merged, patch.$retainKeys);
	for (const [name, value] of Object.entries(patch)) {
		if (!name.startsWith('$')) mergeMember(merged, name, value, memberShape(shape, name));
	}
	applyListDirectives(merged, patch, shape);
	return merged;
}

function mergeMember(merged: Tree, name: string, value: unknown, shape: Shape | undefined): void {
	if (value === null) delete merged[name];
	else if (isTree(value) && shape?.isExchanged) merged[name] = withoutDirectives(value);
	else if (isTree(value)) merged[name] = strategicMergePatch(merged[name], value, shape);
	else if (Array.isArray(value)) merged[name] = mergeList(merged[name], value, shape);
	else merged[name] = value;
}

function memberShape(shape: Shape | undefined, name: string): Shape | undefined {
	if (shape?.is === 'members') return shape.members[name];
	return shape?.is === 'map' ? shape.of : undefined;
}

function mergeList(before: unknown, patch: unknown[], shape: Shape | undefined): unknown[] {
	const old = Array.isArray(before) ? before : [];
	if (shape?.is !== 'list' || (!shape.key && !shape.isSet)) return patch;
	if (shape.isSet) return [...old, ...patch.filter(element => !old.includes(element))];
	if (patch.some(element => isTree(element) && element.$patch === 'replace')) {
		return patch.filter(element => !(isTree(element) && element.$patch));
	}
	return patch.reduce<unknown[]>(
		(list, element) => mergeElement(list, element as Tree, shape.key!, shape.of),
		old,
	);
}

function mergeElement(list: unknown[], element: Tree, key: string, shape: Shape): unknown[] {
	const isIt = (other: unknown) => (other as Tree)[key] === element[key];
	if (element.$patch === 'delete') return list.filter(other => !isIt(other));
	if (!list.some(isIt)) return [...list, strategicMergePatch({}, element, shape)];
	return list.map(other => (isIt(other) ? strategicMergePatch(other, element, shape) : other));
}

function retain(merged: Tree, names: string[]): void {
	for (const name of Object.keys(merged)) if (!names.includes(name)) delete merged[name];
}

function applyListDirectives(merged: Tree, patch: Tree, shape: Shape | undefined): void {
	for (const [directive, values] of Object.entries<unknown[]>(patch)) {
		const [kind, name] = directive.split('/');
		if (!name || !Array.isArray(merged[name])) continue;
		if (kind === '$deleteFromPrimitiveList') {
			merged[name] = merged[name].filter((element: unknown) => !values.includes(element));
		}
		if (kind === '$setElementOrder') merged[name] = inOrder(merged[name], values, memberShape(shape, name));
	}
}

/** Elements named in `order` come in that order, at the place of the first of them; others stay. */
function inOrder(list: unknown[], order: unknown[], shape: Shape | undefined): unknown[] {
	const key = shape?.is === 'list' ? shape.key : undefined;
	const identity = (element: unknown) => (key ? (element as Tree)[key] : element);
	const wanted = order.map(identity);
	const rank = (element: unknown) => wanted.indexOf(identity(element));
	const ordered = list.filter(element => rank(element) >= 0).sort((a, b) => rank(a) - rank(b));
	return list.map(element => (rank(element) >= 0 ? ordered.shift() : element));
}

function withoutDirectives(patch: Tree): Tree {
	return Object.fromEntries(Object.entries(patch).filter(([name]) => !name.startsWith('$')));
}
