import {dump} from 'js-yaml';
import type {Scope} from '../model/cluster.ts';
import type {KubernetesObject} from '../model/object.ts';
import type {Resource} from '../model/ref.ts';
import {type Answer, answer} from '../model/trouble.ts';
import {masked} from '../resources/masked.ts';
import {rowOf, searchName} from '../resources/row.ts';
import type {Row} from '../resources/view.ts';
import {type ExitCode, exitCodes} from './exit-codes.ts';
import {fail} from './fail.ts';
import {type Listed, sayNone, scopeOf, type Wanted} from './get-rows.ts';
import type {Session} from './session.ts';

type WholeRow = Row & {readonly object: KubernetesObject};

/** Objects of any kind as the server holds them, but for the values of secrets and the managed fields. */
export function wholeObjects({group, plural, kind, namespaced}: Resource): Listed {
	const view = {
		name: plural,
		aliases: [],
		group,
		plural,
		kind,
		isNamespaced: namespaced,
		project: (object: KubernetesObject) => ({...rowOf(object), object}),
		columns: [],
		search: searchName,
		isFaulty: () => false,
	};
	return {view, json: ({object}: WholeRow) => masked(object)} as unknown as Listed;
}

/** Prints one object as it is, or all of them under the plural of their kind. */
export async function getWhole(wanted: Wanted, session: Session): Promise<ExitCode> {
	const {resource, name} = wanted;
	const read = await readWhole(wanted, session);
	if (!read.ok) return fail(read.trouble, session);
	const shown = read.value.map(masked);
	const {view} = wholeObjects(resource);
	if (name !== undefined && shown.length === 0) return sayNone(view, wanted, session);
	print(name !== undefined && shown.length === 1 ? shown[0]! : {[resource.plural]: shown}, session);
	return shown.length > 0 ? exitCodes.done : sayNone(view, wanted, session);
}

/** The right to get one object is enough to see it, where its namespace is known. */
async function readWhole(
	{resource, name}: Wanted,
	session: Session,
): Promise<Answer<readonly KubernetesObject[]>> {
	const {cluster} = session;
	const scope: Scope = scopeOf({isNamespaced: resource.namespaced}, session);
	const {namespace = ''} = scope;
	if (name === undefined || (resource.namespaced && namespace === ''))
		return cluster.list(resource, scope, {fields: name && `metadata.name=${name}`});
	const got = await cluster.get({resource, namespace, name});
	return got.ok ? answer([got.value]) : got;
}

function print(shown: object, {flags, out}: Session): void {
	if (flags.output === 'json') out.json(shown, 2);
	else out.result(dump(shown, {lineWidth: -1, noRefs: true}).trimEnd());
}
