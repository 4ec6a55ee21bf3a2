/** The columns of each kind, as the real server has them. */
import type {Kind} from '../kinds/kind.ts';
import {controllerOf, type KubernetesObject, type Tree} from '../object.ts';
import {selectorText} from '../selectors.ts';
import {ageText} from './duration.ts';
import {completionsText, jobDuration, jobStatus} from './job-columns.ts';
import {gatesText, podStatusText, readyText, restartsText} from './pod-columns.ts';

export type Column = {
	name: string;
	type?: 'string' | 'integer' | 'boolean' | 'date';
	/** Shown only when a wide output is asked for. */
	isWide?: boolean;
	read(object: KubernetesObject, nowMs: number): string | number | boolean;
};

type Read = Column['read'];

const text = (name: string, read: Read): Column => ({name, read});
const count = (name: string, read: Read): Column => ({name, type: 'integer', read});
const wide = (column: Column): Column => ({...column, isWide: true});

const name = text('Name', ({metadata}) => metadata.name);
const age = text('Age', ({metadata}, nowMs) => ageText(metadata.creationTimestamp, nowMs));
const none = '<none>';

/** The columns about a template and its selector, which stand in what `read` finds. */
function templateColumnsOf(read: (object: KubernetesObject) => Tree): Column[] {
	const listed = (object: KubernetesObject, member: string) =>
		read(object)
			.template.spec.containers.map((container: Tree) => container[member])
			.join(',');
	return [
		text('Containers', object => listed(object, 'name')),
		text('Images', object => listed(object, 'image')),
		text('Selector', object => {
			const {selector} = read(object);
			return selector ? selectorText(selector) : none;
		}),
	].map(wide);
}

const templateColumns = templateColumnsOf(({spec}) => spec);

function portsText({spec}: KubernetesObject): string {
	const ports = (spec.ports ?? []).map(({port, nodePort, protocol}: Tree) => {
		return `${port}${nodePort ? `:${nodePort}` : ''}/${protocol}`;
	});
	return ports.join(',') || none;
}

/** `ReadWriteOnce` as `RWO`, `ReadWriteOncePod` as `RWOP`, `ReadOnlyMany` as `ROX`. */
function modeText(mode: string): string {
	return mode.replace('Many', 'X').replace(/[a-z]/g, '');
}

function nodeStatus({spec, status}: KubernetesObject): string {
	const ready = status?.conditions?.find(({type}: Tree) => type === 'Ready');
	const word = ready ? (ready.status === 'True' ? 'Ready' : 'NotReady') : 'Unknown';
	return spec.unschedulable ? `${word},SchedulingDisabled` : word;
}

const rolePrefix = 'node-role.kubernetes.io/';

function nodeRoles({metadata}: KubernetesObject): string {
	const roles = Object.keys(metadata.labels ?? {}).filter(label => label.startsWith(rolePrefix));
	return (
		roles
			.map(role => role.slice(rolePrefix.length))
			.sort()
			.join(',') || none
	);
}

function addressOf({status}: KubernetesObject, type: string): string {
	return status?.addresses?.find((address: Tree) => address.type === type)?.address ?? none;
}

function eventAge(event: KubernetesObject, nowMs: number): string {
	return ageText(event.series?.lastObservedTime ?? event.lastTimestamp ?? event.eventTime, nowMs);
}

function targetsText({spec, status}: KubernetesObject): string {
	return spec.metrics
		.map(({resource}: Tree, i: number) => {
			const current = status?.currentMetrics?.[i]?.resource?.current?.averageUtilization;
			const {averageUtilization, averageValue} = resource?.target ?? {};
			const now = current === undefined ? '<unknown>' : `${current}%`;
			return `${resource?.name}: ${now}/${averageUtilization ? `${averageUtilization}%` : averageValue}`;
		})
		.join(', ');
}

/** The hosts of an ingress, three of them by name. */
function hostsText({spec}: KubernetesObject): string {
	const rules: Tree[] = spec.rules ?? [];
	const hosts = rules.flatMap(({host}) => host ?? []);
	const named = hosts.slice(0, 3).join(',') || '*';
	const isMore = hosts.length >= 3 && rules.length > 3;
	return isMore ? `${named} + ${rules.length - 3} more...` : named;
}

function ingressAddress({status}: KubernetesObject): string {
	const addresses: Tree[] = status.loadBalancer.ingress ?? [];
	return [...new Set(addresses.flatMap(({ip, hostname}) => ip ?? hostname ?? []))].sort().join(',');
}

/** The owner of a revision, as kubectl names it: `statefulset.apps/db`. */
function ownerText(object: KubernetesObject): string {
	const owner = controllerOf(object);
	if (!owner) return none;
	const group = owner.apiVersion.split('/').at(-2);
	return `${owner.kind.toLowerCase()}${group ? `.${group}` : ''}/${owner.name}`;
}

const size = (value: object | undefined) => Object.keys(value ?? {}).length;

const columns: Record<string, readonly Column[]> = {
	Pod: [
		name,
		text('Ready', readyText),
		text('Status', podStatusText),
		text('Restarts', restartsText),
		age,
		wide(text('IP', ({status}) => status?.podIP ?? none)),
		wide(text('Node', ({spec}) => spec.nodeName ?? none)),
		wide(text('Nominated Node', ({status}) => status?.nominatedNodeName ?? none)),
		wide(text('Readiness Gates', gatesText)),
	],
	Deployment: [
		name,
		text('Ready', ({spec, status}) => `${status?.readyReplicas ?? 0}/${spec.replicas}`),
		count('Up-to-date', ({status}) => status?.updatedReplicas ?? 0),
		count('Available', ({status}) => status?.availableReplicas ?? 0),
		age,
		...templateColumns,
	],
	ReplicaSet: [
		name,
		count('Desired', ({spec}) => spec.replicas),
		count('Current', ({status}) => status?.replicas ?? 0),
		count('Ready', ({status}) => status?.readyReplicas ?? 0),
		age,
		...templateColumns,
	],
	StatefulSet: [
		name,
		text('Ready', ({spec, status}) => `${status?.readyReplicas ?? 0}/${spec.replicas}`),
		age,
		...templateColumns.slice(0, 2),
	],
	Job: [
		name,
		text('Status', jobStatus),
		text('Completions', completionsText),
		text('Duration', jobDuration),
		age,
		...templateColumns,
	],
	DaemonSet: [
		name,
		count('Desired', ({status}) => status?.desiredNumberScheduled ?? 0),
		count('Current', ({status}) => status?.currentNumberScheduled ?? 0),
		count('Ready', ({status}) => status?.numberReady ?? 0),
		count('Up-to-date', ({status}) => status?.updatedNumberScheduled ?? 0),
		count('Available', ({status}) => status?.numberAvailable ?? 0),
		text('Node Selector', ({spec}) => selectorText({matchLabels: spec.template.spec.nodeSelector}) || none),
		age,
		...templateColumns,
	],
	CronJob: [
		name,
		text('Schedule', ({spec}) => spec.schedule),
		text('Timezone', ({spec}) => spec.timeZone ?? none),
		{name: 'Suspend', type: 'boolean', read: ({spec}) => (spec.suspend ? 'True' : 'False')},
		count('Active', ({status}) => status?.active?.length ?? 0),
		text('Last Schedule', ({status}, nowMs) =>
			status?.lastScheduleTime ? ageText(status.lastScheduleTime, nowMs) : none,
		),
		age,
		...templateColumnsOf(({spec}) => spec.jobTemplate.spec),
	],
	ControllerRevision: [name, text('Controller', ownerText), text('Revision', ({revision}) => revision), age],
	Service: [
		name,
		text('Type', ({spec}) => spec.type),
		text('Cluster-IP', ({spec}) => spec.clusterIP ?? none),
		text('External-IP', ({spec}) => spec.externalName ?? spec.externalIPs?.join(',') ?? none),
		text('Port(s)', portsText),
		age,
		wide(
			text('Selector', ({spec}) => (size(spec.selector) ? selectorText({matchLabels: spec.selector}) : none)),
		),
	],
	Node: [
		name,
		text('Status', nodeStatus),
		text('Roles', nodeRoles),
		age,
		text('Version', ({status}) => status?.nodeInfo?.kubeletVersion ?? ''),
		wide(text('Internal-IP', node => addressOf(node, 'InternalIP'))),
		wide(text('External-IP', node => addressOf(node, 'ExternalIP'))),
		wide(text('OS-Image', ({status}) => status?.nodeInfo?.osImage ?? '<unknown>')),
		wide(text('Kernel-Version', ({status}) => status?.nodeInfo?.kernelVersion ?? '<unknown>')),
		wide(text('Container-Runtime', ({status}) => status?.nodeInfo?.containerRuntimeVersion ?? '<unknown>')),
	],
	Namespace: [name, text('Status', ({status}) => status?.phase ?? ''), age],
	Event: [
		text('Last Seen', eventAge),
		text('Type', ({type}) => type),
		text('Reason', ({reason}) => reason),
		text('Object', ({involvedObject}) => `${involvedObject.kind.toLowerCase()}/${involvedObject.name}`),
		wide(text('Subobject', ({involvedObject}) => involvedObject.fieldPath ?? '')),
		wide(text('Source', ({source, reportingComponent}) => source?.component ?? reportingComponent)),
		text('Message', ({message}) => message?.trim() ?? ''),
		wide(
			text('First Seen', ({firstTimestamp, eventTime}, nowMs) => ageText(firstTimestamp ?? eventTime, nowMs)),
		),
		wide(count('Count', ({count, series}) => series?.count ?? count ?? 1)),
		wide(name),
	],
	PersistentVolumeClaim: [
		name,
		text('Status', ({status}) => status?.phase ?? ''),
		text('Volume', ({spec}) => spec.volumeName ?? ''),
		text('Capacity', ({status}) => status?.capacity?.storage ?? ''),
		text('Access Modes', ({status}) => (status?.accessModes ?? []).map(modeText).join(',')),
		text('StorageClass', ({spec}) => spec.storageClassName ?? ''),
		text('VolumeAttributesClass', () => '<unset>'),
		age,
		wide(text('VolumeMode', ({spec}) => spec.volumeMode)),
	],
	ConfigMap: [name, count('Data', ({data, binaryData}) => size(data) + size(binaryData)), age],
	Secret: [name, text('Type', ({type}) => type), count('Data', ({data}) => size(data)), age],
	Scale: [
		name,
		count('Desired', ({spec}) => spec.replicas ?? 0),
		count('Available', ({status}) => status.replicas),
		age,
	],
	HorizontalPodAutoscaler: [
		name,
		text('Reference', ({spec}) => `${spec.scaleTargetRef.kind}/${spec.scaleTargetRef.name}`),
		text('Targets', targetsText),
		text('MinPods', ({spec}) => String(spec.minReplicas)),
		count('MaxPods', ({spec}) => spec.maxReplicas),
		count('Replicas', ({status}) => status?.currentReplicas ?? 0),
		age,
	],
	PriorityClass: [
		name,
		count('Value', ({value}) => value),
		{name: 'Global-Default', type: 'boolean', read: ({globalDefault}) => globalDefault ?? false},
		age,
		text('PreemptionPolicy', ({preemptionPolicy}) => preemptionPolicy),
	],
	Lease: [name, text('Holder', ({spec}) => spec.holderIdentity ?? ''), age],
	PodDisruptionBudget: [
		name,
		text('Min Available', ({spec}) => String(spec.minAvailable ?? 'N/A')),
		text('Max Unavailable', ({spec}) => String(spec.maxUnavailable ?? 'N/A')),
		count('Allowed Disruptions', ({status}) => status?.disruptionsAllowed ?? 0),
		age,
	],
	EndpointSlice: [
		name,
		text('AddressType', ({addressType}) => addressType),
		text('Ports', ({ports}) => (ports ?? []).map(({port}: Tree) => port).join(',') || '<unset>'),
		text(
			'Endpoints',
			({endpoints}) => (endpoints ?? []).flatMap(({addresses}: Tree) => addresses).join(',') || '<unset>',
		),
		age,
	],
	Ingress: [
		name,
		text('Class', ({spec}) => spec.ingressClassName ?? none),
		text('Hosts', hostsText),
		text('Address', ingressAddress),
		text('Ports', ({spec}) => (spec.tls ? '80, 443' : '80')),
		age,
	],
	HTTPRoute: [
		name,
		text('Hostnames', ({spec}) => (spec.hostnames ? JSON.stringify(spec.hostnames) : '')),
		age,
	],
	Gateway: [
		name,
		text('Class', ({spec}) => spec.gatewayClassName),
		text('Address', ({status}) => status?.addresses?.[0]?.value ?? ''),
		text(
			'Programmed',
			({status}) => status?.conditions?.find(({type}: Tree) => type === 'Programmed')?.status ?? '',
		),
		age,
	],
};

export function columnsOf({kind}: Kind): readonly Column[] {
	return columns[kind] ?? [name, age];
}
