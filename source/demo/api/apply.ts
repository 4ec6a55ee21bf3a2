/** Server-side apply as a request: `PATCH` with a body of `application/apply-patch+yaml`. */
import {timestamp} from '../clock.ts';
import {fitValue, isTree, type Misfit, type Shape} from '../kinds/fields.ts';
import {type Kind, required} from '../kinds/kind.ts';
import {canonical, type Tree} from '../object.ts';
import {apply} from '../registry/apply.ts';
import {create} from '../registry/create.ts';
import {hasParts, partsOf} from '../registry/structure.ts';
import {update} from '../registry/update.ts';
import {apiVersion} from '../store.ts';
import {depthComplaint} from './depth.ts';
import {contentType, type Exchange, readBody, send} from './exchange.ts';
import type {Call} from './objects.ts';
import {badRequest, notFound, StatusError, wrongOption} from './status.ts';
import {writeOptions} from './write-options.ts';

const applyType = 'application/apply-patch+yaml';

export function isApply(exchange: Exchange): boolean {
	return exchange.request.method === 'PATCH' && contentType(exchange) === applyType;
}

/** Creates the object or changes it to what its manager wants of it now. */
export async function serveApply(
	{exchange, cluster, kind, target}: Call,
	subresource?: 'status',
): Promise<void> {
	const {namespace, name} = target;
	const isForced = isAsked(exchange.query.get('force'));
	const text = await readBody(exchange);
	if (!exchange.query.get('fieldManager'))
		throw wrongOption('PatchOptions', [required('fieldManager', 'is required for apply patch')]);
	const options = {...writeOptions(exchange, subresource), isPatch: true};
	const sent = await readConfiguration(kind, text);
	const before = cluster.store.get(kind, namespace, name!);
	if (!before && subresource) throw notFound(kind, name!);
	const wanted = withoutOtherPart(kind, sent, subresource);
	const writer = {manager: options.manager, subresource, isForced, time: timestamp(cluster.clock.now())};
	const {object, managedFields} = apply(kind, before?.object, wanted, writer);
	if (options.manager === 'kubectl') renewLastApplied(object, sent);
	if (!before) {
		refuseOtherName(object, name!);
		return send(exchange, 201, create(cluster, kind, namespace, object, {...options, managedFields}).text);
	}
	object.metadata = {...object.metadata, managedFields};
	send(exchange, 200, update(cluster, before, object, {...options, managedFields}).text);
}

function isAsked(flag: string | null): boolean {
	return ['1', 't', 'T', 'true', 'TRUE', 'True'].includes(flag ?? '');
}

/** What a manager sent, refused where it cannot be understood as an object of the kind. */
async function readConfiguration(kind: Kind, text: string): Promise<Tree> {
	const {loadYaml} = await import('./yaml.ts');
	let sent: unknown;
	if (depthComplaint(text))
		throw badRequest('error decoding YAML: error converting YAML to JSON: yaml: exceeded max depth of 10000');
	try {
		sent = loadYaml(text);
	} catch (error) {
		const why = (error as Error).message;
		throw badRequest(`error decoding YAML: error converting YAML to JSON: ${why}`);
	}
	const wanted = isTree(sent) ? sent : {};
	if (wanted.apiVersion !== apiVersion(kind) || wanted.kind !== kind.kind)
		throw badRequest(`invalid object type: ${typeText(wanted)}`);
	if (wanted.metadata?.managedFields) throw badRequest('metadata.managedFields must be nil');
	refuseUntyped(kind, wanted);
	return wanted;
}

function typeText({apiVersion = '', kind = ''}: Tree): string {
	return `${String(apiVersion).includes('/') ? apiVersion : `/${apiVersion}`}, Kind=${kind}`;
}

const wantedTypes: Readonly<Record<string, string>> = {
	integer: 'numeric (int or float)',
	number: 'numeric (int or float)',
	bool: 'boolean',
	object: 'map',
	array: 'list',
};

function refuseUntyped(kind: Kind, wanted: Tree): void {
	const misfit: Misfit = {unknown: []};
	fitValue(kind.shape, structuredClone(wanted), '', true, misfit);
	const {unknown, wrong} = misfit;
	const problems = unknown.map(at => `.${at}: field not declared in schema`);
	if (wrong)
		problems.push(`.${wrong.at}: expected ${wantedTypes[wrong.wanted] ?? wrong.wanted}, got ${wrong.found}`);
	if (problems.length === 0) problems.push(...repetitions(kind.shape, wanted, ''));
	if (problems.length === 0) return;
	const says =
		problems.length === 1 ? problems[0] : `errors:\n${problems.map(line => `  ${line}`).join('\n')}`;
	const {namespace = '', name = ''} = wanted.metadata ?? {};
	const what = `${namespace}/${name}; ${typeText(wanted)}`;
	throw new StatusError(500, '', `failed to create typed patch object (${what}): ${says}`);
}

/** Lists that name an element twice, which makes it nobody's. */
function repetitions(shape: Shape, value: unknown, path: string): string[] {
	if (!hasParts(shape, value)) return [];
	const parts = partsOf(shape, value);
	const seen = new Set<string>();
	const twice = parts.filter(({element}) => element.startsWith('k:') && seen.size === seen.add(element).size);
	return [
		...twice.map(({element}) => `${path}: duplicate entries for key ${keyText(element)}`),
		...parts.flatMap(part => repetitions(part.shape, part.value, path + partText(part.element))),
	];
}

function partText(element: string): string {
	return element.startsWith('f:') ? `.${element.slice(2)}` : keyText(element);
}

function keyText(element: string): string {
	if (!element.startsWith('k:')) return `[=${element.slice(2)}]`;
	const keys = Object.entries(JSON.parse(element.slice(2)));
	return `[${keys.map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(',')}]`;
}

/** An object's status is applied by itself, and everything else without it. */
function withoutOtherPart(kind: Kind, {status, ...others}: Tree, subresource?: string): Tree {
	if (subresource === 'status') return {metadata: {name: others.metadata?.name}, status};
	return kind.hasStatus || status === undefined ? others : {...others, status};
}

function refuseOtherName({metadata}: Tree, name: string): void {
	if (metadata?.name === name) return;
	throw badRequest(`the name of the object (${metadata?.name}) does not match the name on the URL (${name})`);
}

const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

/** Where kubectl once wrote down what it applied from its own side, it stays true. */
function renewLastApplied(object: Tree, sent: Tree): void {
	const annotations = object.metadata?.annotations;
	if (!annotations?.[lastApplied]) return;
	object.metadata = {
		...object.metadata,
		annotations: {...annotations, [lastApplied]: `${canonical(sent)}\n`},
	};
}
