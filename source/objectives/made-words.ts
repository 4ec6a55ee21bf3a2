import type {Json, JsonObject} from '../model/json.ts';
import {numberIn, objectIn, objectsIn, textIn} from '../model/object.ts';
import {nextRuns} from './cron.ts';
import type {Manifest} from './objective.ts';
import {sayRight} from './right-words.ts';

/** In a few words what an object is: `3 pods of nginx:1.7.9`. */
export function sayMade(manifest: Manifest, now: number): string {
	const {kind, spec} = manifest;
	if (kind === 'CronJob') return saySchedule(objectIn(spec), now);
	const right = sayRight(manifest);
	if (right !== undefined) return right;
	const {replicas, template, ports, completions, scaleTargetRef} = objectIn(spec);
	if (scaleTargetRef !== undefined) return sayBounds(spec);
	const images = imagesIn(template);
	if (images.length > 0) {
		const count = numberIn(replicas) ?? numberIn(completions) ?? 1;
		return `${sayPods(count)} of ${images.join(' and ')}`;
	}
	const split = sayShares(objectIn(spec));
	if (split !== undefined) return split;
	const storage = textIn(objectIn(objectIn(objectIn(spec).resources).requests).storage);
	if (storage !== undefined) return `a volume of ${storage}`;
	const open = objectsIn(ports).map(({port}) => String(port));
	return open.length > 0 ? `${kind} on port ${open.join(', ')}` : `a ${kind}`;
}

function imagesIn(template: Json | undefined): string[] {
	return objectsIn(objectIn(objectIn(template).spec).containers).flatMap(({image}) => textIn(image) ?? []);
}

/** `1 pod of busybox at 0 3 * * * (Etc/UTC), next 2026-12-01 03:00, 2026-12-02 03:00`. Of other time zones only its controller knows when. */
function saySchedule({schedule, timeZone, jobTemplate, suspend}: JsonObject, now: number): string {
	const when = textIn(schedule) ?? '';
	const {completions, template} = objectIn(objectIn(jobTemplate).spec);
	const pods = `${sayPods(numberIn(completions) ?? 1)} of ${imagesIn(template).join(' and ')} at ${when}`;
	const zoned = timeZone === undefined ? pods : `${pods} (${textIn(timeZone)})`;
	if (suspend === true) return `${zoned}, suspended`;
	const isUtc = ['UTC', 'Etc/UTC'].includes(textIn(timeZone) ?? '');
	const next = isUtc ? nextRuns(when, now, 3) : [];
	const times = next.map(time => new Date(time).toISOString().slice(0, 16).replace('T', ' '));
	return times.length === 0 ? zoned : `${zoned}, next ${times.join(', ')}`;
}

function sayPods(count: number): string {
	return `${count} ${count === 1 ? 'pod' : 'pods'}`;
}

/** `1 to 5 pods of Deployment web, at 80 % of the cpu they request`. */
function sayBounds(spec: Manifest['spec']): string {
	const {minReplicas, maxReplicas, scaleTargetRef, metrics} = objectIn(spec);
	const {kind, name} = objectIn(scaleTargetRef);
	const targets = objectsIn(metrics).flatMap(({resource}) => {
		const {name: what, target} = objectIn(resource);
		const percent = numberIn(objectIn(target).averageUtilization);
		return percent === undefined ? [] : [`${percent} % of the ${textIn(what)} they request`];
	});
	const range = `${numberIn(minReplicas) ?? 1} to ${sayPods(numberIn(maxReplicas) ?? 1)} of ${kind} ${name}`;
	return targets.length === 0 ? range : `${range}, at ${targets.join(' and ')}`;
}

/** Rules that lead some to one version, whoever else goes where: by which header, but not by which value of it. */
function heldIn(rules: readonly JsonObject[]): string[] {
	return rules.flatMap(({matches, match, backendRefs, route}) => {
		const [only, ...more] = [...objectsIn(backendRefs), ...objectsIn(route)];
		const by = [...objectsIn(matches), ...objectsIn(match)].flatMap(headersIn);
		if (only === undefined || more.length > 0 || by.length === 0) return [];
		return [`and who sends ${by.join(' or ')} to ${textIn(only.name ?? objectIn(only.destination).host)}`];
	});
}

function headersIn({headers}: JsonObject): string[] {
	const names = Array.isArray(headers)
		? objectsIn(headers).map(({name}) => textIn(name))
		: Object.keys(objectIn(headers));
	return names.map(name => `the header ${name}`);
}

/** `90 % to web, 10 % to web-v2`, of routes of the dialects that objectives write. */
function sayShares({rules, http, backends}: JsonObject): string | undefined {
	const lists = [
		...objectsIn(rules).map(({backendRefs}) => objectsIn(backendRefs)),
		...objectsIn(http).map(({route}) => objectsIn(route)),
		objectsIn(backends),
	];
	const split = lists.find(list => list.length > 1);
	if (split === undefined) return undefined;
	const weights = split.map(({weight}) => numberIn(weight) ?? 1);
	const sum = weights.reduce((total, weight) => total + weight, 0);
	const shares = split.map((each, index) => {
		const name = textIn(each.name ?? each.service ?? objectIn(each.destination).host);
		return `${sum === 0 ? 0 : Math.round((weights[index]! * 100) / sum)} % to ${name}`;
	});
	return [...shares, ...heldIn([...objectsIn(rules), ...objectsIn(http)])].join(', ');
}
