/** Messages of groups with few of them. */
import type {Messages} from './message.ts';

export const coordination: Messages = {
	Lease: '1 metadata ObjectMeta, 2 spec LeaseSpec',
	LeaseSpec: `
		1 holderIdentity *string, 2 leaseDurationSeconds *int32, 3 acquireTime MicroTime,
		4 renewTime MicroTime, 5 leaseTransitions *int32, 6 strategy *string, 7 preferredHolder *string`,
};

export const discovery: Messages = {
	Endpoint: `
		1 addresses []string, 2 conditions EndpointConditions, 3 hostname *string,
		4 targetRef ObjectReference, 5 deprecatedTopology map string, 6 nodeName *string, 7 zone *string,
		8 hints EndpointHints`,
	EndpointConditions: '1 ready *bool, 2 serving *bool, 3 terminating *bool',
	EndpointHints: '1 forZones []ForZone, 2 forNodes []ForNode',
	EndpointPort: '1 name *string, 2 protocol *string, 3 port *int32, 4 appProtocol *string',
	EndpointSlice: `
		1 metadata ObjectMeta, 4 addressType string, 2 endpoints []Endpoint, 3 ports []EndpointPort`,
	ForNode: '1 name string',
	ForZone: '1 name string',
};

export const events: Messages = {
	Event: `
		1 metadata ObjectMeta, 2 eventTime MicroTime, 3 series EventSeries, 4 reportingController string,
		5 reportingInstance string, 6 action string, 7 reason string, 8 regarding ObjectReference,
		9 related ObjectReference, 10 note string, 11 type string, 12 deprecatedSource EventSource,
		13 deprecatedFirstTimestamp Time, 14 deprecatedLastTimestamp Time, 15 deprecatedCount int32`,
	EventSeries: '1 count int32, 2 lastObservedTime MicroTime',
};

export const policy: Messages = {
	Eviction: '1 metadata ObjectMeta, 2 deleteOptions DeleteOptions',
	PodDisruptionBudget: `
		1 metadata ObjectMeta, 2 spec PodDisruptionBudgetSpec, 3 status PodDisruptionBudgetStatus`,
	PodDisruptionBudgetSpec: `
		1 minAvailable IntOrString, 2 selector LabelSelector, 3 maxUnavailable IntOrString,
		4 unhealthyPodEvictionPolicy *string`,
	PodDisruptionBudgetStatus: `
		1 observedGeneration int64, 2 disruptedPods map Time, 3 disruptionsAllowed int32,
		4 currentHealthy int32, 5 desiredHealthy int32, 6 expectedPods int32, 7 conditions []Condition`,
};

export const rights: Messages = {
	PolicyRule: `
		1 verbs []string, 2 apiGroups []string, 3 resources []string, 4 resourceNames []string,
		5 nonResourceURLs []string`,
	Role: '1 metadata ObjectMeta, 2 rules []PolicyRule',
	RoleBinding: '1 metadata ObjectMeta, 2 subjects []Subject, 3 roleRef RoleRef',
	RoleRef: '1 apiGroup string, 2 kind string, 3 name string',
	Subject: '1 kind string, 2 apiGroup string, 3 name string, 4 namespace string',
};

export const scheduling: Messages = {
	PriorityClass: `
		1 metadata ObjectMeta, 2 value int32, 3 globalDefault bool, 4 description string,
		5 preemptionPolicy *string`,
};
