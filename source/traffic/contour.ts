import {type Json, type JsonObject, pointerTo} from '../model/json.ts';
import {type KubernetesObject, numberIn, objectIn, objectsIn, textIn} from '../model/object.ts';
import type {Guard} from '../model/plan.ts';
import {type Ref, sayRef} from '../model/ref.ts';
import type {Also, Condition, Split} from '../model/split.ts';
import {podsBehind} from './backend-pods.ts';
import type {Dialect} from './dialect.ts';
import {type ObjectHead, readHead, splitOf} from './object-head.ts';
import {ruleLabels} from './rule-labels.ts';
import {oddWeight, type Weighted, weightedBackends} from './weighted-list.ts';
import {sharesOf, trim} from './weights.ts';
import type {IndexedWorld} from './world.ts';

/**
 * HTTPProxies of Contour: every route with two or more Services, and the TCP
 * proxy. Weights are relative and default to 0; where all are 0, all get the
 * same. A mirrored Service is beside the weights, whatever its own weight says.
 */
export const contour: Dialect<ProxyPart> = {
	name: 'contour',
	title: 'Contour HTTPProxy',
	sources: [
		{
			group: 'projectcontour.io',
			plural: 'httpproxies',
			kind: 'HTTPProxy',
			aliases: ['httpproxy', 'proxy', 'proxies'],
		},
	],
	part: readProxy,
	acceptedBy: ['Valid'],
	join: (parts, world) => parts.flatMap(part => splitsOfPart(part, world)),
	shares: (_split, weights) => sharesOfContour(weights),
};

type ProxyPart = ObjectHead & {
	readonly rules: readonly RulePart[];
	/** What it leaves to other proxies, in words. */
	readonly includes: readonly string[];
	/** What Contour says against it; undefined where that is nothing. */
	readonly fault: string | undefined;
};

type RulePart = {
	readonly label: string;
	readonly match: string;
	readonly listAt: string;
	readonly list: Json | undefined;
	/** Tells the route from its siblings, where something that is no secret does. */
	readonly identity: readonly Guard[];
	readonly services: readonly Weighted[];
	readonly mirrors: readonly Also[];
};

/** Contour hands weights to Envoy in 32 bits. */
const bounds = {min: 0, max: 4_294_967_295};

function readProxy(proxy: KubernetesObject, ref: Ref): ProxyPart {
	const {spec = {}, status = {}} = proxy;
	const head = readHead(proxy, ref);
	const routes = objectsIn(spec.routes);
	const labels = ruleLabels(routes.map(() => undefined));
	const tcp = objectIn(spec.tcpproxy);
	return {
		...head,
		conditions: withErrors(head.conditions, status.conditions),
		rules: [
			...routes.map((route, index) => {
				const at = pointerTo('spec', 'routes', index);
				const conditions = objectsIn(route.conditions);
				const match = conditions.map(sayCondition).filter(Boolean).join(' ');
				return readRule(labels[index]!, match, at, route, identityOf(at, route));
			}),
			...(spec.tcpproxy === undefined ? [] : [readRule('tcp/0', '', '/spec/tcpproxy', tcp, [])]),
		],
		includes: objectsIn(spec.includes).map(include => sayInclude(include, ref)),
		fault: faultIn(status),
	};
}

/** Contour's own message only points to the errors beside it. */
function withErrors(conditions: readonly Condition[], stored: Json | undefined): readonly Condition[] {
	const errors = objectsIn(stored).map(each => objectsIn(each.errors));
	return conditions.map((condition, index) => {
		const said = (errors[index] ?? []).flatMap(({message}) => textIn(message) ?? []);
		return said.length === 0 ? condition : {...condition, message: said.join('; ')};
	});
}

function readRule(
	label: string,
	match: string,
	at: string,
	route: JsonObject,
	identity: readonly Guard[],
): RulePart {
	const listAt = `${at}/services`;
	const services = objectsIn(route.services);
	return {
		label,
		match,
		listAt,
		list: route.services,
		identity,
		services: services.flatMap((service, index) =>
			service.mirror === true ? [] : [readService(service, `${listAt}/${index}`, identity)],
		),
		mirrors: services.flatMap(service => (service.mirror === true ? [readMirror(service)] : [])),
	};
}

function readService({name, port, weight}: JsonObject, at: string, identity: readonly Guard[]): Weighted {
	return {
		name: textIn(name) ?? '',
		kind: 'Service',
		port: numberIn(port),
		stored: weight,
		pointer: `${at}/weight`,
		identity: [...identity, {at: `${at}/name`, is: name}, {at: `${at}/port`, is: port}],
	};
}

/** Of a mirror 0, as the absent weight, is everything. */
function readMirror({name, weight}: JsonObject): Also {
	const reaches = textIn(name) ?? '';
	const part = numberIn(weight) || 100;
	const what = part === 100 ? 'a copy of its requests goes' : `a copy of ${part} % of its requests goes`;
	return {says: `${what} to ${reaches}`, reaches, copies: part};
}

/** Headers may carry what is secret, and the identity is kept in a journal: a path is enough. */
function identityOf(at: string, {conditions}: JsonObject): Guard[] {
	if (conditions === undefined) return [{at: `${at}/conditions`, is: undefined}];
	const all = objectsIn(conditions);
	const index = all.findIndex(each =>
		['prefix', 'exact', 'regex'].some(member => each[member] !== undefined),
	);
	return index === -1 ? [] : [{at: `${at}/conditions/${index}`, is: all[index]}];
}

function sayCondition({prefix, exact, regex, header, queryParameter}: JsonObject): string {
	const path = textIn(prefix) === '/' ? '' : (textIn(prefix) ?? textIn(exact) ?? textIn(regex));
	const of = header ?? queryParameter;
	if (of === undefined) return path ?? '';
	const {name, ...test} = objectIn(of);
	const [[kind, value] = []] = Object.entries(test);
	const asked = `${header === undefined ? '?' : ''}${textIn(name) ?? ''}`;
	return kind === 'exact'
		? `${asked}=${value}`
		: `${asked} ${kind ?? ''}${kind?.endsWith('present') ? '' : ` ${value}`}`;
}

function sayInclude({name, namespace, conditions}: JsonObject, ref: Ref): string {
	const match = objectsIn(conditions).map(sayCondition).filter(Boolean).join(' ');
	const to = {...ref, name: textIn(name) ?? '', namespace: textIn(namespace) || ref.namespace};
	return `${match || 'the rest'} is routed by ${sayRef(to)}`;
}

function faultIn({currentStatus, description}: JsonObject): string | undefined {
	const status = textIn(currentStatus);
	if (status === undefined || status === 'valid') return undefined;
	const because = textIn(description);
	return status === 'NotReconciled'
		? `Contour has not looked at it yet${because ? `: ${because}` : ''}.`
		: `Contour calls it ${status}${because ? `: ${because}` : ''}.`;
}

function splitsOfPart(part: ProxyPart, world: IndexedWorld): Split[] {
	const {ref, rules} = part;
	return rules.flatMap(rule => {
		const {services} = rule;
		if (services.length < 2) return [];
		return [
			splitOf(part, {
				dialect: contour.name,
				rule: rule.label,
				match: rule.match,
				total: 'relative',
				bounds,
				backends: weightedBackends(ref, services, {bounds, whenAbsent: 0}, ({name}, namespace) =>
					podsBehind(world, namespace, name),
				),
				guards: [...rule.identity.map(guard => ({ref, ...guard})), {ref, at: rule.listAt, is: rule.list}],
				also: [...rule.mirrors, ...alsoReachedBy(rule, part)],
				warnings: warningsOf(rule, part),
				lockedBecause: oddWeight(services, bounds),
			}),
		];
	});
}

function warningsOf({services}: RulePart, {fault}: ProxyPart): string[] {
	const isEven = services.every(({stored}) => stored === undefined || stored === 0);
	return [
		...(fault === undefined ? [] : [fault]),
		...(isEven
			? [`Every weight is 0, which is the same for all: each backend gets ${trim(100 / services.length)} %.`]
			: []),
	];
}

/** Routes to one Service that this rule also splits to keep reaching it; what is included may reach any. */
function alsoReachedBy(own: RulePart, {rules, includes}: ProxyPart): Also[] {
	const names = new Set(own.services.map(({name}) => name));
	return [
		...rules.flatMap((rule): Also[] => {
			const [only] = rule.services;
			if (rule === own || rule.services.length !== 1 || !only || !names.has(only.name)) return [];
			const says = `rule ${rule.label} sends ${rule.match || 'everything else'} to ${only.name}`;
			return [{says, reaches: only.name}];
		}),
		...includes.map(says => ({says, reaches: ''})),
	];
}

/** No weights at all are even ones. */
function sharesOfContour(weights: readonly number[]): ReadonlyArray<number | null> {
	return sharesOf(weights.every(weight => weight === 0) ? weights.map(() => 1) : weights);
}
