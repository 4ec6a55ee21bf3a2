import {sayDuration} from './age.ts';
import {ageColumn, amount, nameColumn, namespaceColumn, noneText, since, words} from './columns.ts';
import {hasRestartedLately, isInTrouble} from './patience.ts';
import {type PodRow, projectPod} from './pod-row.ts';
import {mebibytes, percentOf, usageOf} from './usage.ts';
import type {Column, Facts, ResourceView, Tone} from './view.ts';

const endStates = new Set(['Completed', 'Succeeded']);

/** By what the status means for whoever depends on the pod. */
function statusTone(pod: PodRow, {now}: Facts): Tone {
	if (isInTrouble(pod, now)) return isMild(pod) ? 'warning' : 'bad';
	if (endStates.has(pod.status) || pod.trouble?.cause === 'gated') return 'dim';
	if (pod.isTerminating || pod.trouble) return 'progress';
	return hasRestartedLately(pod, now) ? 'warning' : 'good';
}

function isMild({isTerminating, trouble}: PodRow): boolean {
	return isTerminating || trouble?.cause === 'unready' || trouble?.cause === 'starting';
}

function readyTone(pod: PodRow, facts: Facts): Tone {
	return pod.ready === pod.total || endStates.has(pod.status) ? 'plain' : statusTone(pod, facts);
}

function sayRestarts({restarts, lastRestart}: PodRow, {now}: Facts): string {
	if (restarts === 0 || lastRestart === undefined) return String(restarts);
	return `${restarts} (${sayDuration(now - lastRestart)} ago)`;
}

const cpu = (pod: PodRow, facts: Facts) => usageOf(pod, facts)?.cpuMillicores;
const memory = (pod: PodRow, facts: Facts) => usageOf(pod, facts)?.memoryBytes;

/** Close to a limit: throttled, or next to be killed. */
function limitTone(percent: number | undefined): Tone {
	if (percent === undefined || percent < 80) return 'plain';
	return percent < 95 ? 'warning' : 'bad';
}

const cpuOfLimit = (pod: PodRow, facts: Facts) => percentOf(cpu(pod, facts), pod.cpuLimit);
const memoryOfLimit = (pod: PodRow, facts: Facts) => percentOf(memory(pod, facts), pod.memoryLimit);

const percent = {width: [6, 6], priority: 8} as const;

const columns: readonly Column<PodRow>[] = [
	namespaceColumn,
	nameColumn,
	words('READY', pod => `${pod.ready}/${pod.total}`, {
		width: [5, 7],
		priority: 2,
		align: 'right',
		tone: readyTone,
		sortBy: pod => (pod.total === 0 ? undefined : pod.ready / pod.total),
	}),
	words('STATUS', pod => pod.status, {width: [16, 28], priority: 1, tone: statusTone}),
	words('RESTARTS', sayRestarts, {
		width: [8, 16],
		priority: 2,
		align: 'right',
		sortBy: pod => pod.restarts,
		tone: (pod, {now}) => (hasRestartedLately(pod, now) ? 'warning' : 'plain'),
	}),
	amount('CPU', cpu, {width: [3, 7], priority: 5}),
	amount('MEM', (pod, facts) => mebibytes(memory(pod, facts)), {width: [4, 7], priority: 4}),
	amount('%CPU/R', (pod, facts) => percentOf(cpu(pod, facts), pod.cpuRequest), percent),
	amount('%CPU/L', cpuOfLimit, {...percent, tone: (pod, facts) => limitTone(cpuOfLimit(pod, facts))}),
	amount('%MEM/R', (pod, facts) => percentOf(memory(pod, facts), pod.memoryRequest), percent),
	amount('%MEM/L', memoryOfLimit, {...percent, tone: (pod, facts) => limitTone(memoryOfLimit(pod, facts))}),
	words('IP', pod => pod.ip || noneText, {width: [11, 39], priority: 7}),
	words('NODE', pod => pod.node || noneText, {width: [14, 40], priority: 6}),
	ageColumn,
	words('SERVICE-ACCOUNT', pod => pod.serviceAccount, {width: [15, 30], priority: 9, isWide: true}),
	words('NOMINATED NODE', pod => pod.nominatedNode || noneText, {
		width: [14, 40],
		priority: 10,
		isWide: true,
	}),
	words('READINESS GATES', pod => pod.readinessGates || noneText, {
		width: [15, 15],
		priority: 10,
		isWide: true,
	}),
	words('QOS', pod => pod.qos, {width: [10, 10], priority: 9, isWide: true}),
	since('LAST RESTART', pod => pod.lastRestart, {width: [12, 12], priority: 9, isWide: true}),
];

export const pods: ResourceView<PodRow> = {
	name: 'pods',
	aliases: ['pod', 'po'],
	group: '',
	plural: 'pods',
	kind: 'Pod',
	isNamespaced: true,
	project: projectPod,
	columns,
	search: pod => `${pod.namespace} ${pod.name} ${pod.status} ${pod.node} ${pod.ip}`.toLowerCase(),
	isFaulty: (pod, {now}) => isInTrouble(pod, now) || hasRestartedLately(pod, now),
};
