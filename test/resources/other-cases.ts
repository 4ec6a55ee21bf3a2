/** Objects besides pods, made to show each way the server's printer words a cell. `status` is written after creation. */
export type ObjectCase = {readonly spec: object; readonly status?: object; readonly labels?: object};

const port = (number: number, more: object = {}) => ({name: `p${number}`, port: number, ...more});
const selector = {app: 'web', tier: 'front'};

export const serviceCases: {readonly [name: string]: ObjectCase} = {
	'cluster-ip': {spec: {selector, ports: [port(80), port(53, {protocol: 'UDP'})]}},
	headless: {spec: {clusterIP: 'None', selector, ports: [port(80)]}},
	'without-selector': {spec: {ports: [port(80)]}},
	'without-ports': {spec: {clusterIP: 'None', selector}},
	'external-ips': {spec: {selector, ports: [port(80)], externalIPs: ['192.0.2.7', '192.0.2.8']}},
	'external-name': {spec: {type: 'ExternalName', externalName: 'shop.example.com'}},
	'node-port': {
		spec: {type: 'NodePort', selector, ports: [port(80, {nodePort: 30080}), port(443, {nodePort: 30443})]},
	},
	'load-balancer-pending': {
		spec: {type: 'LoadBalancer', allocateLoadBalancerNodePorts: false, selector, ports: [port(80)]},
	},
	'load-balancer': {
		spec: {type: 'LoadBalancer', allocateLoadBalancerNodePorts: false, selector, ports: [port(80)]},
		status: {loadBalancer: {ingress: [{ip: '192.0.2.1'}, {hostname: 'lb.example.com'}]}},
	},
	'load-balancer-with-external-ips': {
		spec: {
			type: 'LoadBalancer',
			allocateLoadBalancerNodePorts: false,
			selector,
			ports: [port(80)],
			externalIPs: ['192.0.2.7'],
		},
		status: {loadBalancer: {ingress: [{ip: '192.0.2.1'}]}},
	},
};

function ready(status: 'True' | 'False' | 'Unknown', reason: string, message: string) {
	const time = new Date().toISOString().replace(/\.\d+Z/, 'Z');
	return {type: 'Ready', status, reason, message, lastHeartbeatTime: time, lastTransitionTime: time};
}

const size = {
	capacity: {cpu: '4', memory: '16Gi', pods: '110'},
	allocatable: {cpu: '3920m', memory: '15Gi', pods: '110'},
	nodeInfo: {
		architecture: 'amd64',
		bootID: '',
		containerRuntimeVersion: 'containerd://2.0.0',
		kernelVersion: '6.6.0',
		kubeletVersion: 'v1.36.3',
		kubeProxyVersion: '',
		machineID: '',
		operatingSystem: 'linux',
		osImage: 'Debian GNU/Linux 13',
		systemUUID: '',
	},
	addresses: [
		{type: 'InternalIP', address: '192.0.2.10'},
		{type: 'ExternalIP', address: '198.51.100.10'},
	],
};

const up = ready('True', 'KubeletReady', 'kubelet is posting ready status');

export const nodeCases: {readonly [name: string]: ObjectCase} = {
	ready: {spec: {}, status: {...size, conditions: [up]}},
	cordoned: {spec: {unschedulable: true}, status: {...size, conditions: [up]}},
	'not-ready': {
		spec: {},
		status: {...size, conditions: [ready('False', 'KubeletNotReady', 'container runtime is down')]},
	},
	'stopped-reporting': {
		spec: {},
		status: {
			...size,
			conditions: [ready('Unknown', 'NodeStatusUnknown', 'Kubelet stopped posting node status.')],
		},
	},
	'never-reported': {spec: {}, status: {nodeInfo: size.nodeInfo}},
	'control-plane': {
		labels: {'node-role.kubernetes.io/control-plane': '', 'node-role.kubernetes.io/etcd': ''},
		spec: {taints: [{key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule'}]},
		status: {...size, conditions: [up]},
	},
	'role-by-value': {labels: {'kubernetes.io/role': 'gpu'}, spec: {}, status: {...size, conditions: [up]}},
	pressed: {
		spec: {},
		status: {
			...size,
			conditions: [
				{
					...ready('True', 'KubeletHasInsufficientMemory', 'kubelet has insufficient memory available'),
					type: 'MemoryPressure',
				},
				{...ready('False', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'), type: 'DiskPressure'},
				up,
			],
		},
	},
};

const target = {apiVersion: 'apps/v1', kind: 'Deployment', name: 'checkout'};
const cpu = {
	type: 'Resource',
	resource: {name: 'cpu', target: {type: 'Utilization', averageUtilization: 80}},
};
const memory = {
	type: 'Resource',
	resource: {name: 'memory', target: {type: 'AverageValue', averageValue: '500Mi'}},
};
const podMetric = {
	type: 'Pods',
	pods: {metric: {name: 'rps'}, target: {type: 'AverageValue', averageValue: '100'}},
};
const objectMetric = {
	type: 'Object',
	object: {
		describedObject: {apiVersion: 'v1', kind: 'Service', name: 'checkout'},
		metric: {name: 'rps'},
		target: {type: 'Value', value: '2k'},
	},
};
const objectAverage = {
	type: 'Object',
	object: {...objectMetric.object, target: {type: 'AverageValue', averageValue: '150'}},
};
const externalMetric = {
	type: 'External',
	external: {metric: {name: 'queue'}, target: {type: 'Value', value: '30'}},
};
const externalAverage = {
	type: 'External',
	external: {metric: {name: 'queue'}, target: {type: 'AverageValue', averageValue: '30'}},
};
const containerMetric = {
	type: 'ContainerResource',
	containerResource: {name: 'cpu', container: 'app', target: {type: 'Utilization', averageUtilization: 60}},
};

const counts = {currentReplicas: 3, desiredReplicas: 4};
const seen = (metrics: readonly object[]) => ({...counts, currentMetrics: metrics});

export const autoscalerCases: {readonly [name: string]: ObjectCase} = {
	'cpu-unknown': {spec: {scaleTargetRef: target, maxReplicas: 10, metrics: [cpu]}},
	cpu: {
		spec: {scaleTargetRef: target, minReplicas: 2, maxReplicas: 10, metrics: [cpu]},
		status: seen([
			{type: 'Resource', resource: {name: 'cpu', current: {averageUtilization: 62, averageValue: '62m'}}},
		]),
	},
	memory: {
		spec: {scaleTargetRef: target, maxReplicas: 10, metrics: [memory]},
		status: seen([{type: 'Resource', resource: {name: 'memory', current: {averageValue: '300Mi'}}}]),
	},
	container: {
		spec: {scaleTargetRef: target, maxReplicas: 10, metrics: [containerMetric]},
		status: seen([
			{
				type: 'ContainerResource',
				containerResource: {
					name: 'cpu',
					container: 'app',
					current: {averageUtilization: 20, averageValue: '20m'},
				},
			},
		]),
	},
	pods: {
		spec: {scaleTargetRef: target, maxReplicas: 10, metrics: [podMetric]},
		status: seen([{type: 'Pods', pods: {metric: {name: 'rps'}, current: {averageValue: '87500m'}}}]),
	},
	object: {
		spec: {scaleTargetRef: target, maxReplicas: 10, metrics: [objectMetric]},
		status: seen([
			{type: 'Object', object: {...objectMetric.object, target: undefined, current: {value: '1500'}}},
		]),
	},
	'object-average': {
		spec: {scaleTargetRef: target, maxReplicas: 10, metrics: [objectAverage]},
		status: seen([
			{
				type: 'Object',
				object: {...objectAverage.object, target: undefined, current: {averageValue: '120', value: '0'}},
			},
		]),
	},
	external: {
		spec: {scaleTargetRef: target, maxReplicas: 10, metrics: [externalMetric]},
		status: seen([{type: 'External', external: {metric: {name: 'queue'}, current: {value: '12'}}}]),
	},
	'external-average': {
		spec: {scaleTargetRef: target, maxReplicas: 10, metrics: [externalAverage]},
		status: seen([
			{type: 'External', external: {metric: {name: 'queue'}, current: {averageValue: '12', value: '0'}}},
		]),
	},
	several: {
		spec: {scaleTargetRef: target, maxReplicas: 10, metrics: [cpu, memory, podMetric]},
		status: seen([
			{type: 'Resource', resource: {name: 'cpu', current: {averageUtilization: 62, averageValue: '62m'}}},
			{type: 'Resource', resource: {name: 'memory', current: {averageValue: '300Mi'}}},
		]),
	},
};
