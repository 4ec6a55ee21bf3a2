/**
 * What is in a new object of a kind before anybody writes: Go's structs hold some members that are never
 * absent, and who leaves them at these values does not own them.
 */
import type {Kind} from '../kinds/kind.ts';
import type {Tree} from '../object.ts';

const template = {metadata: {}, spec: {containers: null}};
const workload = {selector: null, template};

const values: Readonly<Record<string, Tree>> = {
	ConfigMap: {},
	ControllerRevision: {revision: 0},
	CronJob: {spec: {schedule: '', jobTemplate: {metadata: {}, spec: {template}}}, status: {}},
	DaemonSet: {spec: {...workload, updateStrategy: {}}, status: {}},
	Deployment: {spec: {...workload, strategy: {}}, status: {}},
	EndpointSlice: {addressType: '', endpoints: null, ports: null},
	Event: {
		involvedObject: {},
		source: {},
		firstTimestamp: null,
		lastTimestamp: null,
		eventTime: null,
		reportingComponent: '',
		reportingInstance: '',
	},
	HorizontalPodAutoscaler: {
		spec: {scaleTargetRef: {kind: '', name: ''}, maxReplicas: 0},
		status: {desiredReplicas: 0, currentMetrics: null},
	},
	Job: {spec: {template}, status: {}},
	Pod: {spec: {containers: null}, status: {}},
	PodDisruptionBudget: {
		spec: {},
		status: {disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0},
	},
	ReplicaSet: {
		spec: {selector: null, template: {metadata: {}, spec: {containers: null}}},
		status: {replicas: 0},
	},
	Secret: {},
	Service: {spec: {}, status: {loadBalancer: {}}},
	ServiceAccount: {},
	StatefulSet: {spec: {...workload, updateStrategy: {}}, status: {replicas: 0, availableReplicas: 0}},
};

/** An object of the kind as it is before it is written; custom resources begin with nothing. */
export function zeroValue(kind: Kind): Tree {
	if (kind.isCustom) return {metadata: {}};
	return {metadata: {}, ...(values[kind.kind] ?? {spec: {}, status: {}})};
}
