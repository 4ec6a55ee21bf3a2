import {type Json, type JsonObject, pointerTo} from '../model/json.ts';
import {type KubernetesObject, numberIn, objectIn, objectsIn, textIn, textsIn} from '../model/object.ts';
import type {Edit, Guard} from '../model/plan.ts';
import type {Ref} from '../model/ref.ts';
import {type Host, hostOf, serviceOf} from './istio-hosts.ts';
import {sayConnectionMatch, sayHttpMatch} from './istio-match.ts';
import {type ObjectHead, readHead} from './object-head.ts';
import {ruleLabels} from './rule-labels.ts';

/** What is kept of a VirtualService. */
export type RoutesPart = ObjectHead & {
	readonly holds: 'routes';
	/** What is called, of a Service its name; empty where it is any, or where another VirtualService says it. */
	readonly hosts: readonly string[];
	readonly rules: readonly RulePart[];
	/** What Istio's own analysis says of it, where it writes that down. */
	readonly complaints: readonly string[];
};

export type RulePart = {
	/** As the split is called: a name, a place, or a place after `tcp/` or `tls/`. */
	readonly label: string;
	readonly match: string;
	readonly listAt: string;
	readonly list: Json | undefined;
	readonly identity: Guard;
	readonly destinations: readonly DestinationPart[];
	readonly mirrors: readonly MirrorPart[];
	/** The VirtualService that says where its requests go instead. */
	readonly delegate: string | undefined;
};

export type Destination = {
	readonly host: Host;
	readonly subset: string | undefined;
	readonly port: number | undefined;
};

export type DestinationPart = Destination & {
	readonly stored: Json | undefined;
	readonly pointer: string;
	readonly identity: readonly Guard[];
};

/** `ends` is what takes its percentage to 0, which is where it ends. */
export type MirrorPart = Destination & {readonly percent: number; readonly ends: Edit};

type List = 'http' | 'tcp' | 'tls';

export function readRoutes(object: KubernetesObject, ref: Ref): RoutesPart {
	const {spec = {}, status = {}} = object;
	const rulesOf = (list: List) => readRules(list, objectsIn(spec[list]), ref.namespace);
	return {
		...readHead(object, ref),
		holds: 'routes',
		hosts: textsIn(spec.hosts)
			.filter(host => host !== '*')
			.map(host => sayHost(hostOf(host, ref.namespace), ref.namespace)),
		rules: [...rulesOf('http'), ...rulesOf('tcp'), ...rulesOf('tls')],
		complaints: objectsIn(status.validationMessages).flatMap(readComplaint),
	};
}

/** A Service of this namespace by its name, another one with its namespace. */
function sayHost(host: Host, namespace: string): string {
	const service = serviceOf(host);
	if (service === undefined) return host;
	return service.namespace === namespace ? service.name : `${service.name}.${service.namespace}`;
}

function readRules(list: List, rules: readonly JsonObject[], namespace: string): RulePart[] {
	const names = rules.map(rule => (list === 'http' ? textIn(rule.name) : undefined));
	const labels = ruleLabels(names, list === 'http' ? '' : `${list}/`);
	return rules.map((rule, index) => readRule(list, rule, {index, label: labels[index]!, namespace}));
}

function readRule(
	list: List,
	rule: JsonObject,
	{index, label, namespace}: {index: number; label: string; namespace: string},
): RulePart {
	const ruleAt = pointerTo('spec', list, index);
	const listAt = `${ruleAt}/route`;
	const identity = identityOf(rule, ruleAt);
	return {
		label,
		match: objectsIn(rule.match)
			.map(list === 'http' ? sayHttpMatch : sayConnectionMatch)
			.join(', '),
		listAt,
		list: rule.route,
		identity,
		destinations: objectsIn(rule.route).map((route, position) => ({
			...readDestination(route.destination, namespace),
			stored: route.weight,
			pointer: `${listAt}/${position}/weight`,
			identity: [identity, {at: `${listAt}/${position}/destination`, is: route.destination}],
		})),
		mirrors: [
			...readMirror(rule, ruleAt, identity),
			...objectsIn(rule.mirrors).map((policy, at) => readPolicy(policy, `${ruleAt}/mirrors/${at}`, identity)),
		]
			.map(({destination, ...mirror}) => ({...readDestination(destination, namespace), ...mirror}))
			.filter(({host, percent}) => host !== '' && percent > 0),
		delegate: readDelegate(rule.delegate, namespace),
	};
}

/** Header matches may carry what is secret, and the identity is kept in a journal: name, path or port is enough. */
function identityOf(rule: JsonObject, ruleAt: string): Guard {
	const [match] = objectsIn(rule.match);
	if (rule.name !== undefined) return {at: `${ruleAt}/name`, is: rule.name};
	if (match === undefined) return {at: `${ruleAt}/match`, is: rule.match};
	const member = ['uri', 'sniHosts', 'port'].find(each => match[each] !== undefined) ?? 'uri';
	return {at: `${ruleAt}/match/0/${member}`, is: match[member]};
}

function readDestination(value: Json | undefined, namespace: string): Destination {
	const {host, subset, port} = objectIn(value);
	return {
		host: hostOf(textIn(host) ?? '', namespace),
		subset: textIn(subset) || undefined,
		port: numberIn(objectIn(port).number),
	};
}

type Mirror = Pick<MirrorPart, 'percent' | 'ends'> & {readonly destination: Json | undefined};

/** All requests are copied where no percentage is given; the whole number is the older way to give it. */
function readMirror(rule: JsonObject, ruleAt: string, identity: Guard): Mirror[] {
	const {mirror, mirrorPercentage} = rule;
	if (mirror === undefined) return [];
	const older = ['mirrorPercent', 'mirror_percent'].find(member => rule[member] !== undefined);
	if (mirrorPercentage === undefined && older !== undefined) {
		const from = rule[older];
		const ends = {at: `${ruleAt}/${older}`, from, to: 0, identity: [identity]};
		return [{destination: mirror, percent: numberIn(from) ?? 100, ends}];
	}
	const ends = endsAt(`${ruleAt}/mirrorPercentage`, mirrorPercentage, [
		identity,
		{at: `${ruleAt}/mirror`, is: mirror},
	]);
	return [{destination: mirror, percent: percentIn(mirrorPercentage), ends}];
}

function readPolicy({destination, percentage}: JsonObject, at: string, identity: Guard): Mirror {
	const ends = endsAt(`${at}/percentage`, percentage, [identity, {at: `${at}/destination`, is: destination}]);
	return {destination, percent: percentIn(percentage), ends};
}

function percentIn(percentage: Json | undefined): number {
	return percentage === undefined ? 100 : (numberIn(objectIn(percentage).value) ?? 0);
}

function endsAt(at: string, from: Json | undefined, identity: readonly Guard[]): Edit {
	return {at, from, to: {value: 0}, identity};
}

function readDelegate(value: Json | undefined, namespace: string): string | undefined {
	const {name, namespace: elsewhere} = objectIn(value);
	return textIn(name) && `${textIn(elsewhere) || namespace}/${textIn(name)}`;
}

/** Notes that are merely informative, and words of levels yet unknown, are left out. */
function readComplaint({level, type, documentationUrl}: JsonObject): string[] {
	if (level !== 'ERROR' && level !== 'WARNING') return [];
	const {code, name} = objectIn(type);
	const says = [textIn(code), textIn(name)].filter(Boolean).join(' ');
	return [`Istio reports ${says || 'a fault'}${textIn(documentationUrl) ? `: ${documentationUrl}` : '.'}`];
}

/** Null where it is none that Istio takes. */
export function weightOf({stored}: DestinationPart): number | null {
	if (stored === undefined) return 0;
	return Number.isSafeInteger(stored) && Number(stored) >= 0 ? Number(stored) : null;
}

export function shortOf(host: string): string {
	return serviceOf(host)?.name ?? host;
}

export function sayDestination({host, subset}: Destination): string {
	return subset === undefined ? shortOf(host) : `${shortOf(host)}/${subset}`;
}

export function isSamePlace(left: Destination, right: Destination): boolean {
	return left.host === right.host && left.subset === right.subset;
}
