import {type Split, whyUnproved} from '../model/split.ts';
import type {DeploymentRow} from '../resources/deployments.ts';
import type {NodeRow} from '../resources/nodes.ts';
import type {PodRow} from '../resources/pod-row.ts';
import {isSplitFaulty} from '../resources/splits.ts';
import {usageOf} from '../resources/usage.ts';
import type {Facts} from '../resources/view.ts';
import {sayTime} from './time.ts';

/** What `-o json` prints: a contract with scripts. Fields may be added, never changed. */
export function podJson(row: PodRow, facts: Facts) {
	const usage = usageOf(row, facts);
	return {
		namespace: row.namespace,
		name: row.name,
		uid: row.uid,
		status: row.status,
		phase: row.phase,
		ready: row.ready,
		containers: row.total,
		isReady: row.isReady,
		restarts: row.restarts,
		node: row.node,
		ip: row.ip,
		workload: row.workload ?? null,
		images: row.containers.map(({name, image}) => ({name, image})),
		cpuMillicores: usage?.cpuMillicores ?? null,
		memoryBytes: usage?.memoryBytes ?? null,
		created: sayTime(row.created),
	};
}

export function deploymentJson(row: DeploymentRow) {
	return {
		namespace: row.namespace,
		name: row.name,
		uid: row.uid,
		status: row.rollout.says,
		wanted: row.wanted,
		ready: row.ready,
		updated: row.updated,
		available: row.available,
		revision: row.revision,
		paused: row.paused,
		images: row.containers.map(({name, image}) => ({name, image})),
		created: sayTime(row.created),
	};
}

export function nodeJson(row: NodeRow, facts: Facts) {
	const usage = usageOf(row, facts);
	return {
		name: row.name,
		uid: row.uid,
		status: row.status,
		cpuMillicores: usage?.cpuMillicores ?? null,
		memoryBytes: usage?.memoryBytes ?? null,
		created: sayTime(row.created),
	};
}

/** `allowed`: the dialects that the operator lets be written though nobody tried them. */
export function splitJson(split: Split, allowed: readonly string[] = []) {
	const {resource, namespace, name, uid} = split.ref;
	const locked = split.lockedBecause ?? whyUnproved(split, allowed);
	return {
		dialect: split.dialect,
		apiVersion: resource.group === '' ? resource.version : `${resource.group}/${resource.version}`,
		kind: resource.kind,
		namespace,
		name,
		uid,
		rule: split.rule,
		match: split.match,
		total: split.total,
		phase: split.phase ?? null,
		step: split.step ?? null,
		steps: split.steps ?? null,
		paused: split.paused ?? null,
		backends: split.backends.map(backend => ({
			name: backend.name,
			namespace: backend.namespace,
			kind: backend.kind,
			role: backend.role,
			roleFrom: backend.roleFrom,
			weight: backend.weightAt?.stored === undefined ? null : backend.weight,
			share: backend.share,
			writable: locked === undefined && (backend.weightAt !== undefined || split.total === 'complement'),
			pods: backend.pods ?? null,
			image: backend.image ?? null,
		})),
		also: split.also.map(({says}) => says),
		warnings: split.warnings,
		locked: locked ?? null,
		owners: split.owners,
		conditions: split.conditions,
		health: isSplitFaulty(split) ? 'faulty' : 'ok',
	};
}
