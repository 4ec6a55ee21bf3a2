import type {JsonObject} from '../model/json.ts';
import {type KubernetesObject, numberIn, objectIn, objectsIn, textIn} from '../model/object.ts';
import type {Condition} from '../model/split.ts';
import {timeOf} from './age.ts';
import {ageColumn, amount, joined, nameColumn, noneText, since, words} from './columns.ts';
import {conditionIn, conditionsOf} from './conditions.ts';
import {intern} from './intern.ts';
import {bytes, millicores, parseQuantity} from './quantity.ts';
import {rowOf, searchName} from './row.ts';
import {mebibytes, percentOf, usageOf} from './usage.ts';
import type {Facts, ResourceView, Row, Tone} from './view.ts';

export type NodeRow = Row & {
	/** As kubectl prints it: `Ready`, `NotReady`, `Unknown`, with `,SchedulingDisabled` where it is cordoned. */
	readonly status: string;
	readonly isReady: boolean;
	readonly isSchedulable: boolean;
	/** The condition Ready, for how long and why; undefined where the node has never told. */
	readonly readiness: Condition | undefined;
	/** Conditions other than Ready that hold and mean harm: `MemoryPressure`, `NetworkUnavailable`. */
	readonly pressures: readonly Condition[];
	readonly roles: readonly string[];
	readonly version: string;
	readonly taints: number;
	readonly tainted: readonly Taint[];
	/** What pods may take; undefined where the node doesn't say. CPU in millicores, memory in bytes. */
	readonly podsAllocatable: number | undefined;
	readonly cpuAllocatable: number | undefined;
	readonly memoryAllocatable: number | undefined;
	readonly architecture: string;
	readonly osImage: string;
	readonly internalIp: string;
	readonly externalIp: string;
};

/** What keeps pods off a node, or drives them off it. */
export type Taint = {
	readonly key: string;
	/** `NoSchedule`, `PreferNoSchedule` or `NoExecute`. */
	readonly effect: string;
	/** When it was added, where that was written down. */
	readonly since: number | undefined;
};

export function projectNode(object: KubernetesObject): NodeRow {
	const {spec = {}, status = {}} = object;
	const conditions = conditionsOf(object);
	const readiness = conditionIn(conditions, 'Ready');
	const isSchedulable = spec.unschedulable !== true;
	const allocatable = objectIn(status.allocatable);
	const system = objectIn(status.nodeInfo);
	return {
		...rowOf(object),
		status: intern(sayStatus(readiness, isSchedulable)),
		isReady: readiness?.status === 'True',
		isSchedulable,
		readiness,
		pressures: conditions.filter(isHarm),
		roles: rolesOf(object),
		version: intern(textIn(system.kubeletVersion) ?? ''),
		taints: objectsIn(spec.taints).length,
		tainted: objectsIn(spec.taints).map(readTaint),
		podsAllocatable: parseQuantity(quantity(allocatable, 'pods')),
		cpuAllocatable: millicores(quantity(allocatable, 'cpu')),
		memoryAllocatable: bytes(quantity(allocatable, 'memory')),
		architecture: intern(textIn(system.architecture) ?? ''),
		osImage: intern(textIn(system.osImage) ?? ''),
		internalIp: addressOf(status, 'InternalIP'),
		externalIp: addressOf(status, 'ExternalIP'),
	};
}

function readTaint({key, effect, timeAdded}: JsonObject): Taint {
	return {
		key: intern(textIn(key) ?? ''),
		effect: intern(textIn(effect) ?? ''),
		since: timeOf(textIn(timeAdded)),
	};
}

function sayStatus(readiness: Condition | undefined, isSchedulable: boolean): string {
	const ready = readiness === undefined ? 'Unknown' : readiness.status === 'True' ? 'Ready' : 'NotReady';
	return isSchedulable ? ready : `${ready},SchedulingDisabled`;
}

/** The kubelet's pressures, and a network that isn't there; what other programs report of a node may mean anything. */
function isHarm({type, status}: Condition): boolean {
	return status === 'True' && (type.endsWith('Pressure') || type === 'NetworkUnavailable');
}

const rolePrefix = 'node-role.kubernetes.io/';

function rolesOf({metadata}: KubernetesObject): readonly string[] {
	const roles = new Set<string>();
	for (const [label, text] of Object.entries(metadata.labels ?? {})) {
		if (label.startsWith(rolePrefix) && label !== rolePrefix) roles.add(label.slice(rolePrefix.length));
		else if (label === 'kubernetes.io/role' && text !== '') roles.add(text);
	}
	return [...roles].sort();
}

function quantity(amounts: JsonObject, name: string): string | number | undefined {
	return textIn(amounts[name]) ?? numberIn(amounts[name]);
}

function addressOf(status: JsonObject, type: string): string {
	return textIn(objectsIn(status.addresses).find(address => address.type === type)?.address) ?? '';
}

function statusTone(node: NodeRow): Tone {
	if (!node.isReady) return 'bad';
	return node.isSchedulable && node.pressures.length === 0 ? 'good' : 'warning';
}

function sayPods(node: NodeRow, facts: Facts): string {
	const running = facts.podsOnNode && (facts.podsOnNode.get(node.name) ?? 0);
	return `${running ?? '-'}/${node.podsAllocatable ?? '-'}`;
}

const cpu = (node: NodeRow, facts: Facts) => usageOf(node, facts)?.cpuMillicores;
const memory = (node: NodeRow, facts: Facts) => usageOf(node, facts)?.memoryBytes;

export const nodes: ResourceView<NodeRow> = {
	name: 'nodes',
	aliases: ['node', 'no'],
	group: '',
	plural: 'nodes',
	kind: 'Node',
	isNamespaced: false,
	project: projectNode,
	columns: [
		nameColumn,
		words('STATUS', node => node.status, {width: [12, 27], priority: 1, tone: statusTone}),
		since('SINCE', node => node.readiness?.since, {width: [5, 7], priority: 3}),
		words('PRESSURE', node => node.pressures.map(({type}) => type).join(','), {
			width: [8, 40],
			priority: 3,
			tone: () => 'bad',
		}),
		words('ROLES', node => joined(node.roles), {width: [8, 24], priority: 5}),
		amount('TAINTS', node => node.taints, {width: [6, 6], priority: 6}),
		words('VERSION', node => node.version, {width: [8, 20], priority: 5}),
		words('PODS', sayPods, {
			width: [5, 9],
			priority: 3,
			align: 'right',
			sortBy: (node, facts) => facts.podsOnNode?.get(node.name) ?? node.podsAllocatable,
		}),
		amount('CPU', cpu, {width: [5, 8], priority: 4}),
		amount('%CPU', (node, facts) => percentOf(cpu(node, facts), node.cpuAllocatable), {
			width: [4, 4],
			priority: 4,
		}),
		amount('MEM', (node, facts) => mebibytes(memory(node, facts)), {width: [6, 9], priority: 4}),
		amount('%MEM', (node, facts) => percentOf(memory(node, facts), node.memoryAllocatable), {
			width: [4, 4],
			priority: 4,
		}),
		amount('CPU/A', node => node.cpuAllocatable, {width: [6, 8], priority: 7}),
		amount('MEM/A', node => mebibytes(node.memoryAllocatable), {width: [7, 9], priority: 7}),
		ageColumn,
		words('ARCH', node => node.architecture, {width: [5, 8], priority: 8, isWide: true}),
		words('OS-IMAGE', node => node.osImage || '<unknown>', {width: [12, 40], priority: 9, isWide: true}),
		words('INTERNAL-IP', node => node.internalIp || noneText, {width: [11, 39], priority: 8, isWide: true}),
		words('EXTERNAL-IP', node => node.externalIp || noneText, {width: [11, 39], priority: 9, isWide: true}),
	],
	search: node => `${searchName(node)} ${node.status} ${node.roles.join(' ')} ${node.version}`.toLowerCase(),
	isFaulty: node => !node.isReady || node.pressures.length > 0,
};
