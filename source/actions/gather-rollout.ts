import type {Around, Engine, Holder} from '../engines/engine.ts';
import {engineOf} from '../engines/engine-of.ts';
import {replicaSetResource} from '../model/builtin-resources.ts';
import type {Target} from '../model/command.ts';
import {type KubernetesObject, refOf} from '../model/object.ts';
import type {Concern} from '../model/plan.ts';
import {type Ref, type Resource, sayRef} from '../model/ref.ts';
import {challengerOf, type Rollout} from '../model/rollout.ts';
import {type Answer, answer, type Trouble} from '../model/trouble.ts';
import {dialects} from '../traffic/index.ts';
import type {Gathered, Reader, Subject} from './action.ts';
import {gatherSplits} from './gather-splits.ts';

/** A rollout's object with what stands around it, freshly read. */
export type RolloutFacts = {
	readonly engine: Engine;
	readonly ref: Ref;
	readonly object: KubernetesObject;
	readonly around: Around;
	/** Milliseconds since the epoch. */
	readonly now: number;
};

/**
 * Reads the object and the ReplicaSets around it at once, then what it names
 * as the holder of its template. Only the object itself must be readable: an
 * abort must not fail for a right that it does not need.
 */
export async function gatherRollout(
	target: Target,
	reader: Reader,
	now: number,
): Promise<Answer<Gathered<RolloutFacts>>> {
	const engine = engineOf(target.resource);
	if (!engine) return answer(notLed(target));
	const [read, listed] = await Promise.all([
		reader.get(target),
		engine.revisions && reader.list(replicaSetResource, {namespace: target.namespace}),
	]);
	if (!read.ok) return read;
	const object = read.value;
	const ref = refOf(target.resource, object);
	const concerns: Concern[] = [];
	if (listed && !listed.ok) concerns.push(unread('Earlier revisions', listed.trouble));
	const holder = engine.holder(object);
	const [held, routedPercent] = await Promise.all([
		holder && readHolder(holder, ref.namespace, reader),
		engine.isWeighedByRoute ? readRouted(engine.rollout(object, ref), reader) : undefined,
	]);
	if (holder && held && !held.ok) concerns.push(unread(`${holder.kind} ${holder.name}`, held.trouble));
	const workload = held?.ok ? held.value : undefined;
	const around: Around = {
		...(listed?.ok && {replicaSets: listed.value}),
		...(workload && {workload}),
		...(routedPercent !== undefined && {routedPercent}),
	};
	const subjects = [{ref, object}, ...(workload ? [workload] : [])];
	return answer({facts: {engine, ref, object, around, now}, subjects, concerns});
}

/** Percent that reaches the challenger, by the first route it drives that a dialect reads; undefined where none does. */
async function readRouted(rollout: Rollout, reader: Reader): Promise<number | undefined> {
	const service = challengerOf(rollout)?.service;
	const driven = rollout.drives.filter(each =>
		dialects.some(({sources}) => sources.some(source => isOf(source, each))),
	);
	if (service === undefined || driven.length === 0) return undefined;
	const discovered = await reader.discover();
	if (!discovered.ok) return undefined;
	for (const route of driven) {
		const resource = discovered.value.resources.find(each => isOf(each, route));
		const gathered = resource && (await gatherSplits({...route, resource}, reader));
		const shares = gathered?.ok
			? gathered.value.facts.splits.flatMap(({backends}) => backends.filter(each => each.name === service))
			: [];
		const share = shares[0]?.share;
		if (typeof share === 'number') return share;
	}
	return undefined;
}

function isOf(
	source: {readonly group: string; readonly kind: string},
	{group, kind}: {readonly group: string; readonly kind: string},
): boolean {
	return source.group === group && source.kind === kind;
}

function notLed(target: Target): never {
	throw new Error(`${sayRef(target)} is led by no engine`);
}

function unread(what: string, {says}: Trouble): Concern {
	return {says: `${what} could not be read: ${says}`};
}

/** The object that a rollout names, by kind and version of API; its plural is what the server says it is. */
async function readHolder(
	{apiVersion, kind, name}: Holder,
	namespace: string,
	reader: Reader,
): Promise<Answer<Subject>> {
	const resource = await resourceNamed(apiVersion, kind, reader);
	if (!resource.ok) return resource;
	const read = await reader.get({resource: resource.value, namespace, name});
	return read.ok ? answer({ref: refOf(resource.value, read.value), object: read.value}) : read;
}

async function resourceNamed(apiVersion: string, kind: string, reader: Reader): Promise<Answer<Resource>> {
	const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion];
	const known = workloads.find(each => each.group === group && each.kind === kind);
	if (known) return answer(known);
	const discovered = await reader.discover();
	if (!discovered.ok) return discovered;
	const found = discovered.value.resources.filter(each => each.group === group && each.kind === kind);
	const served = found.find(each => each.version === version) ?? found[0];
	if (served) return answer(served);
	return {
		ok: false,
		trouble: {reason: 'not-found', says: `The server has no kind ${kind} of ${apiVersion}.`},
	};
}

/** Kinds every server has: what an abort must read is read without asking what there is. */
const workloads: readonly Resource[] = [
	['deployments', 'Deployment'],
	['statefulsets', 'StatefulSet'],
	['daemonsets', 'DaemonSet'],
	['replicasets', 'ReplicaSet'],
].map(([plural, kind]) => ({group: 'apps', version: 'v1', plural: plural!, kind: kind!, namespaced: true}));
