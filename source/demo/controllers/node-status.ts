/** What an agent says of its node. */
import type {KubernetesObject, Tree} from '../object.ts';
import type {Condition} from './conditions.ts';

export type Hardware = {readonly cpu: string; readonly memory: string; readonly pods: string};

const usual: Hardware = {cpu: '8', memory: '32883712Ki', pods: '110'};

/** The status of a healthy node of the usual size, or of another. */
export function nodeStatus(name: string, address: string, now: string, hardware: Hardware = usual): Tree {
	const capacity = {...hardware, 'ephemeral-storage': '102625208Ki'};
	const spare = hardware === usual ? {cpu: '7800m', memory: '31835136Ki'} : {};
	return {
		capacity,
		allocatable: {...capacity, ...spare},
		conditions: healthy.map(condition => ({...condition, lastHeartbeatTime: now, lastTransitionTime: now})),
		addresses: [
			{type: 'InternalIP', address},
			{type: 'Hostname', address: name},
		],
		daemonEndpoints: {kubeletEndpoint: {Port: 10250}},
		nodeInfo: {
			architecture: 'amd64',
			containerRuntimeVersion: 'containerd://2.1.4',
			kernelVersion: '6.12.0',
			kubeletVersion: 'v1.36.3',
			kubeProxyVersion: '',
			operatingSystem: 'linux',
			osImage: 'Debian GNU/Linux 13 (trixie)',
			bootID: '',
			machineID: '',
			systemUUID: '',
		},
	};
}

function fine(type: string, what: string): Condition {
	const message = `kubelet has ${what.replace(/(?!^)[A-Z]/g, letter => ` ${letter.toLowerCase()}`)}`;
	return {type, status: 'False', reason: `KubeletHas${what}`, message};
}

const healthy: readonly Condition[] = [
	fine('MemoryPressure', 'SufficientMemory'),
	fine('DiskPressure', 'NoDiskPressure'),
	fine('PIDPressure', 'SufficientPID'),
	{type: 'Ready', status: 'True', reason: 'KubeletReady', message: 'kubelet is posting ready status'},
];

/** A node's status once its agent has said again that it is well. */
export function heardAgain({status}: KubernetesObject, now: string): Tree {
	const before: Condition[] = status?.conditions ?? [];
	const conditions = healthy.map(condition => {
		const known = before.find(({type}) => type === condition.type);
		const lastTransitionTime = known?.status === condition.status ? known.lastTransitionTime : now;
		return {...condition, lastHeartbeatTime: now, lastTransitionTime};
	});
	const others = before.filter(({type}) => !healthy.some(condition => condition.type === type));
	return {...status, conditions: [...conditions, ...others]};
}
