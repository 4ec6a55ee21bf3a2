/** Pods as a kubelet would report them, one for every way kubectl's STATUS, READY and RESTARTS come about. */
export type PodCase = {
	readonly spec?: object;
	readonly status: object;
	readonly isDeleted?: true;
};

const minute = 60_000;

function ago(minutes: number): string {
	return new Date(Date.now() - minutes * minute).toISOString().replace(/\.\d+Z/, 'Z');
}

type State = {readonly state: object; readonly ready?: boolean; readonly started?: boolean};

function status(name: string, {state, ready = false, started = ready}: State, more: object = {}) {
	return {
		name,
		image: 'shop/app:1',
		imageID: '',
		restartCount: 0,
		...more,
		ready,
		started,
		state,
	};
}

const runs = {state: {running: {startedAt: ago(4)}}, ready: true};
const runsUnready = {state: {running: {startedAt: ago(4)}}, ready: false, started: true};
const waits = (reason?: string, message?: string) => ({state: {waiting: {reason, message}}});
const ended = (exitCode: number, more: object = {}) => ({
	state: {terminated: {exitCode, startedAt: ago(9), finishedAt: ago(8), ...more}},
});
const died = (minutes: number, exitCode: number, reason: string) => ({
	lastState: {terminated: {exitCode, reason, startedAt: ago(minutes + 3), finishedAt: ago(minutes)}},
});

function conditions(
	...those: readonly (readonly [type: string, isTrue: boolean, reason?: string, message?: string])[]
) {
	return those.map(([type, isTrue, reason, message]) => ({
		type,
		status: isTrue ? 'True' : 'False',
		reason,
		message,
		lastTransitionTime: ago(5),
	}));
}

const isUp = conditions(
	['PodScheduled', true],
	['Initialized', true],
	['ContainersReady', true],
	['Ready', true],
);
const isUnready = conditions(
	['PodScheduled', true],
	['Initialized', true],
	['ContainersReady', false, 'ContainersNotReady', 'containers with unready status: [app]'],
	['Ready', false, 'ContainersNotReady', 'containers with unready status: [app]'],
);
const isInitializing = conditions(
	['PodScheduled', true],
	['Initialized', false, 'ContainersNotInitialized', 'containers with incomplete status: [first]'],
	['Ready', false, 'ContainersNotInitialized', 'containers with incomplete status: [first]'],
);

const container = (name: string, more: object = {}) => ({name, image: 'shop/app:1', ...more});
const sidecar = container('proxy', {restartPolicy: 'Always'});
const twoContainers = {containers: [container('app'), container('helper')]};
const threeInits = {initContainers: [container('first'), container('second'), container('third')]};
const oneInit = {initContainers: [container('first')]};
const withSidecar = {initContainers: [sidecar]};

const pullFailed =
	'rpc error: code = NotFound desc = failed to pull and unpack image "registry.example/shop/app:9": failed to resolve reference "registry.example/shop/app:9": registry.example/shop/app:9: not found';

const missing = {containers: [container('app', {image: 'registry.example/shop/app:9'})]};

export const podCases: {readonly [name: string]: PodCase} = {
	pending: {status: {phase: 'Pending'}},
	unschedulable: {
		status: {
			phase: 'Pending',
			conditions: conditions([
				'PodScheduled',
				false,
				'Unschedulable',
				'0/3 nodes are available: 3 Insufficient cpu. no new claims to deallocate, preemption: 0/3 nodes are available: 3 No preemption victims found for incoming pod.',
			]),
		},
	},
	gated: {spec: {schedulingGates: [{name: 'example.com/quota'}]}, status: {}},
	'container-creating': {
		status: {
			phase: 'Pending',
			conditions: isUnready,
			containerStatuses: [status('app', waits('ContainerCreating'))],
		},
	},
	'pod-initializing': {
		spec: oneInit,
		status: {
			phase: 'Pending',
			conditions: isUnready,
			initContainerStatuses: [status('first', {...ended(0, {reason: 'Completed'}), ready: true})],
			containerStatuses: [status('app', waits('PodInitializing'))],
		},
	},
	running: {status: {phase: 'Running', conditions: isUp, containerStatuses: [status('app', runs)]}},
	'running-requests': {
		spec: {
			containers: [
				container('app', {
					resources: {requests: {cpu: '100m', memory: '128Mi'}, limits: {cpu: '1', memory: '1Gi'}},
				}),
				container('helper', {resources: {requests: {cpu: '0.25', memory: '64M'}}}),
			],
		},
		status: {
			phase: 'Running',
			podIP: '10.1.2.3',
			podIPs: [{ip: '10.1.2.3'}],
			conditions: isUp,
			containerStatuses: [status('app', runs), status('helper', runs)],
		},
	},
	'running-unready': {
		status: {phase: 'Running', conditions: isUnready, containerStatuses: [status('app', runsUnready)]},
	},
	'running-half-ready': {
		spec: twoContainers,
		status: {
			phase: 'Running',
			conditions: isUnready,
			containerStatuses: [status('app', runsUnready), status('helper', runs)],
		},
	},
	'readiness-gate-unmet': {
		spec: {readinessGates: [{conditionType: 'example.com/balanced'}, {conditionType: 'example.com/warm'}]},
		status: {
			phase: 'Running',
			conditions: conditions(
				['Initialized', true],
				['ContainersReady', true],
				['example.com/balanced', true],
				['example.com/warm', false],
				[
					'Ready',
					false,
					'ReadinessGatesNotReady',
					'the status of pod readiness gate "example.com/warm" is not "True", but False',
				],
			),
			containerStatuses: [status('app', runs)],
		},
	},
	'crash-loop': {
		status: {
			phase: 'Running',
			conditions: isUnready,
			containerStatuses: [
				status('app', waits('CrashLoopBackOff', 'back-off 2m40s restarting failed container=app'), {
					restartCount: 5,
					...died(3, 137, 'OOMKilled'),
				}),
			],
		},
	},
	'crash-loop-beside-running': {
		spec: twoContainers,
		status: {
			phase: 'Running',
			conditions: isUnready,
			containerStatuses: [
				status('app', runs, {restartCount: 1, ...died(90, 1, 'Error')}),
				status('helper', waits('CrashLoopBackOff'), {restartCount: 4, ...died(2, 1, 'Error')}),
			],
		},
	},
	'restarted-and-ready': {
		status: {
			phase: 'Running',
			conditions: isUp,
			containerStatuses: [status('app', runs, {restartCount: 3, ...died(4, 2, 'Error')})],
		},
	},
	'restarted-without-time': {
		status: {phase: 'Running', conditions: isUp, containerStatuses: [status('app', runs, {restartCount: 3})]},
	},
	'image-pull-error': {
		spec: missing,
		status: {
			phase: 'Pending',
			conditions: isUnready,
			containerStatuses: [status('app', waits('ErrImagePull', pullFailed))],
		},
	},
	'image-pull-back-off': {
		spec: missing,
		status: {
			phase: 'Pending',
			conditions: isUnready,
			containerStatuses: [
				status(
					'app',
					waits(
						'ImagePullBackOff',
						`Back-off pulling image "registry.example/shop/app:9": ErrImagePull: ${pullFailed}`,
					),
				),
			],
		},
	},
	'image-name-invalid': {
		status: {
			phase: 'Pending',
			conditions: isUnready,
			containerStatuses: [status('app', waits('InvalidImageName', 'Failed to apply default image tag "::"'))],
		},
	},
	'config-error': {
		status: {
			phase: 'Pending',
			conditions: isUnready,
			containerStatuses: [status('app', waits('CreateContainerConfigError', 'secret "payments" not found'))],
		},
	},
	'out-of-memory': {
		status: {
			phase: 'Running',
			conditions: isUnready,
			containerStatuses: [status('app', ended(137, {reason: 'OOMKilled'}), {restartCount: 1})],
		},
	},
	'ended-by-signal': {
		status: {
			phase: 'Running',
			conditions: isUnready,
			containerStatuses: [status('app', ended(137, {signal: 9}))],
		},
	},
	'ended-by-exit-code': {
		status: {phase: 'Running', conditions: isUnready, containerStatuses: [status('app', ended(3))]},
	},
	'ended-in-error': {
		spec: {restartPolicy: 'Never'},
		status: {
			phase: 'Failed',
			conditions: isUnready,
			containerStatuses: [status('app', ended(1, {reason: 'Error'}))],
		},
	},
	completed: {
		spec: {restartPolicy: 'Never'},
		status: {
			phase: 'Succeeded',
			conditions: conditions(['Initialized', true, 'PodCompleted'], ['Ready', false, 'PodCompleted']),
			containerStatuses: [status('app', ended(0, {reason: 'Completed'}))],
		},
	},
	'completed-beside-ready': {
		spec: {...twoContainers, restartPolicy: 'OnFailure'},
		status: {
			phase: 'Running',
			conditions: isUp,
			containerStatuses: [status('app', ended(0, {reason: 'Completed'})), status('helper', runs)],
		},
	},
	'completed-beside-running': {
		spec: {...twoContainers, restartPolicy: 'OnFailure'},
		status: {
			phase: 'Running',
			conditions: isUnready,
			containerStatuses: [status('app', ended(0, {reason: 'Completed'})), status('helper', runs)],
		},
	},
	'completed-beside-unready': {
		spec: {...twoContainers, restartPolicy: 'OnFailure'},
		status: {
			phase: 'Running',
			conditions: isUnready,
			containerStatuses: [status('app', ended(0, {reason: 'Completed'})), status('helper', runsUnready)],
		},
	},
	'error-beside-completed': {
		spec: {...twoContainers, restartPolicy: 'Never'},
		status: {
			phase: 'Failed',
			conditions: isUnready,
			containerStatuses: [
				status('app', ended(0, {reason: 'Completed'})),
				status('helper', ended(1, {reason: 'Error'})),
			],
		},
	},
	'two-errors-beside-completed': {
		spec: {containers: [container('app'), container('helper'), container('third')], restartPolicy: 'Never'},
		status: {
			phase: 'Failed',
			conditions: isUnready,
			containerStatuses: [
				status('app', ended(0, {reason: 'Completed'})),
				status('helper', ended(137, {reason: 'OOMKilled'})),
				status('third', ended(1, {reason: 'Error'})),
			],
		},
	},
	'error-and-running-beside-completed': {
		spec: {containers: [container('app'), container('helper'), container('third')], restartPolicy: 'Never'},
		status: {
			phase: 'Running',
			conditions: isUnready,
			containerStatuses: [
				status('app', ended(0, {reason: 'Completed'})),
				status('helper', ended(7)),
				status('third', runs),
			],
		},
	},
	'error-beside-running-and-ready': {
		spec: {containers: [container('app'), container('helper'), container('third')], restartPolicy: 'Never'},
		status: {
			phase: 'Running',
			conditions: isUp,
			containerStatuses: [
				status('app', ended(0, {reason: 'Completed'})),
				status('helper', ended(1, {reason: 'Error'})),
				status('third', runs),
			],
		},
	},
	'init-first': {
		spec: threeInits,
		status: {
			phase: 'Pending',
			conditions: isInitializing,
			initContainerStatuses: ['first', 'second', 'third'].map(name => status(name, waits('PodInitializing'))),
			containerStatuses: [status('app', waits('PodInitializing'))],
		},
	},
	'init-second': {
		spec: threeInits,
		status: {
			phase: 'Pending',
			conditions: isInitializing,
			initContainerStatuses: [
				status(
					'first',
					{...ended(0, {reason: 'Completed'}), ready: true},
					{restartCount: 2, ...died(20, 1, 'Error')},
				),
				status('second', runsUnready),
				status('third', waits('PodInitializing')),
			],
			containerStatuses: [status('app', waits('PodInitializing'))],
		},
	},
	'init-crash-loop': {
		spec: threeInits,
		status: {
			phase: 'Pending',
			conditions: isInitializing,
			initContainerStatuses: [
				status('first', waits('CrashLoopBackOff'), {restartCount: 7, ...died(4, 2, 'Error')}),
				status('second', waits('PodInitializing'), {restartCount: 9}),
				status('third', waits('PodInitializing')),
			],
			containerStatuses: [status('app', waits('PodInitializing'))],
		},
	},
	'init-error': {
		spec: oneInit,
		status: {
			phase: 'Pending',
			conditions: isInitializing,
			initContainerStatuses: [status('first', ended(1, {reason: 'Error'}))],
			containerStatuses: [status('app', waits('PodInitializing'))],
		},
	},
	'init-signal': {
		spec: oneInit,
		status: {
			phase: 'Pending',
			conditions: isInitializing,
			initContainerStatuses: [status('first', ended(137, {signal: 9}))],
			containerStatuses: [status('app', waits('PodInitializing'))],
		},
	},
	'init-exit-code': {
		spec: oneInit,
		status: {
			phase: 'Pending',
			conditions: isInitializing,
			initContainerStatuses: [status('first', ended(1))],
			containerStatuses: [status('app', waits('PodInitializing'))],
		},
	},
	'init-image-pull': {
		spec: oneInit,
		status: {
			phase: 'Pending',
			conditions: isInitializing,
			initContainerStatuses: [
				status('first', waits('ImagePullBackOff', 'Back-off pulling image "shop/app:1"')),
			],
			containerStatuses: [status('app', waits('PodInitializing'))],
		},
	},
	'init-done-restarts-forgotten': {
		spec: oneInit,
		status: {
			phase: 'Running',
			conditions: isUp,
			initContainerStatuses: [
				status(
					'first',
					{...ended(0, {reason: 'Completed'}), ready: true},
					{restartCount: 6, ...died(30, 1, 'Error')},
				),
			],
			containerStatuses: [status('app', runs)],
		},
	},
	'sidecar-ready': {
		spec: withSidecar,
		status: {
			phase: 'Running',
			conditions: isUp,
			initContainerStatuses: [status('proxy', runs, {restartCount: 2, ...died(40, 1, 'Error')})],
			containerStatuses: [status('app', runs, {restartCount: 1, ...died(200, 1, 'Error')})],
		},
	},
	'sidecar-started-unready': {
		spec: withSidecar,
		status: {
			phase: 'Running',
			conditions: isUnready,
			initContainerStatuses: [status('proxy', runsUnready)],
			containerStatuses: [status('app', runs)],
		},
	},
	'sidecar-starting': {
		spec: {initContainers: [sidecar, container('second')]},
		status: {
			phase: 'Pending',
			conditions: isInitializing,
			initContainerStatuses: [
				status('proxy', {state: {running: {startedAt: ago(1)}}}),
				status('second', waits('PodInitializing')),
			],
			containerStatuses: [status('app', waits('PodInitializing'))],
		},
	},
	'sidecar-then-init': {
		spec: {initContainers: [sidecar, container('second')]},
		status: {
			phase: 'Pending',
			conditions: isInitializing,
			initContainerStatuses: [status('proxy', runs), status('second', runsUnready)],
			containerStatuses: [status('app', waits('PodInitializing'))],
		},
	},
	'sidecar-crash-loop': {
		spec: withSidecar,
		status: {
			phase: 'Running',
			conditions: isUnready,
			initContainerStatuses: [
				status('proxy', waits('CrashLoopBackOff'), {restartCount: 4, ...died(6, 1, 'Error')}),
			],
			containerStatuses: [status('app', runs)],
		},
	},
	'sidecar-crash-loop-after-completed': {
		spec: {...withSidecar, restartPolicy: 'OnFailure'},
		status: {
			phase: 'Running',
			conditions: isUnready,
			initContainerStatuses: [
				status('proxy', waits('CrashLoopBackOff'), {restartCount: 4, ...died(6, 1, 'Error')}),
			],
			containerStatuses: [status('app', ended(0, {reason: 'Completed'}))],
		},
	},
	evicted: {
		status: {
			phase: 'Failed',
			reason: 'Evicted',
			message: 'The node was low on resource: memory. Threshold quantity: 100Mi, available: 88Mi.',
		},
	},
	'node-lost': {
		status: {
			phase: 'Running',
			reason: 'NodeLost',
			conditions: isUnready,
			containerStatuses: [status('app', runs)],
		},
	},
	'node-lost-terminating': {
		isDeleted: true,
		status: {
			phase: 'Running',
			reason: 'NodeLost',
			conditions: isUnready,
			containerStatuses: [status('app', runs)],
		},
	},
	terminating: {
		isDeleted: true,
		status: {phase: 'Running', conditions: isUp, containerStatuses: [status('app', runs)]},
	},
	'terminating-while-initializing': {
		isDeleted: true,
		spec: oneInit,
		status: {
			phase: 'Pending',
			conditions: isInitializing,
			initContainerStatuses: [status('first', runsUnready)],
			containerStatuses: [status('app', waits('PodInitializing'))],
		},
	},
	'terminating-after-completion': {
		isDeleted: true,
		spec: {restartPolicy: 'Never'},
		status: {
			phase: 'Succeeded',
			containerStatuses: [status('app', ended(0, {reason: 'Completed'}))],
		},
	},
	'phase-unknown': {status: {phase: 'Unknown'}},
	nominated: {status: {phase: 'Pending', nominatedNodeName: 'node-7'}},
};
