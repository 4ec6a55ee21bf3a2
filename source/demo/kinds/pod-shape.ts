/** What a pod's spec and status may hold; seldom-used depths (volumes' sources, affinity) are taken as sent. */
import {atomic, list, members, type Shape} from './fields.ts';
import {conditions, metadataShape} from './metadata.ts';

const any: Shape = {is: 'any'};

const environment = members({string: 'name value'}, {valueFrom: any});

const port = members({string: 'name protocol hostIP', count: 'containerPort hostPort'});

const resources = members(
	{quantities: 'limits requests'},
	{claims: list(members({string: 'name request'}), 'name')},
);

const probe = members(
	{
		count: 'initialDelaySeconds timeoutSeconds periodSeconds successThreshold failureThreshold',
		integer: 'terminationGracePeriodSeconds',
	},
	{
		exec: members({strings: 'command'}),
		grpc: members({count: 'port', string: 'service'}),
		tcpSocket: members({intOrString: 'port', string: 'host'}),
		httpGet: members(
			{string: 'path host scheme', intOrString: 'port'},
			{httpHeaders: list(members({string: 'name value'}))},
		),
	},
);

const container = members(
	{
		string:
			'name image workingDir imagePullPolicy terminationMessagePath terminationMessagePolicy restartPolicy targetContainerName',
		strings: 'command args',
		flag: 'stdin stdinOnce tty',
		any: 'securityContext lifecycle restartPolicyRules',
	},
	{
		ports: list(port, 'containerPort', 'protocol'),
		env: list(environment, 'name'),
		envFrom: list(any),
		resources,
		resizePolicy: list(any),
		volumeMounts: list(
			members({
				string: 'name mountPath subPath subPathExpr mountPropagation recursiveReadOnly',
				flag: 'readOnly',
			}),
			'mountPath',
		),
		volumeDevices: list(members({string: 'name devicePath'}), 'devicePath'),
		livenessProbe: probe,
		readinessProbe: probe,
		startupProbe: probe,
	},
);

const toleration = members({string: 'key operator value effect', integer: 'tolerationSeconds'});

export const podSpec: Shape = members(
	{
		string:
			'restartPolicy dnsPolicy serviceAccountName serviceAccount nodeName hostname subdomain schedulerName priorityClassName runtimeClassName preemptionPolicy hostnameOverride',
		integer: 'terminationGracePeriodSeconds activeDeadlineSeconds priority',
		boolean:
			'automountServiceAccountToken shareProcessNamespace enableServiceLinks setHostnameAsFQDN hostUsers',
		flag: 'hostNetwork hostPID hostIPC',
		quantities: 'overhead',
		any: 'affinity securityContext dnsConfig os schedulingGroup workloadRef',
	},
	{
		nodeSelector: atomic({is: 'map', of: {is: 'string'}}),
		volumes: list(any, 'name'),
		containers: list(container, 'name'),
		initContainers: list(container, 'name'),
		ephemeralContainers: list(container, 'name'),
		imagePullSecrets: list(atomic(members({string: 'name'})), 'name'),
		tolerations: list(toleration),
		hostAliases: list(members({string: 'ip', strings: 'hostnames'}), 'ip'),
		readinessGates: list(members({string: 'conditionType'})),
		schedulingGates: list(members({string: 'name'}), 'name'),
		topologySpreadConstraints: list(any, 'topologyKey', 'whenUnsatisfiable'),
		resourceClaims: list(any, 'name'),
		resources,
	},
);

export const podTemplate: Shape = members({}, {metadata: metadataShape, spec: podSpec});

const containerStatus = members(
	{
		string: 'name image imageID containerID stopSignal',
		integer: 'restartCount',
		boolean: 'ready started',
		any: 'state lastState resources user',
		quantities: 'allocatedResources',
	},
	{volumeMounts: list(any, 'mountPath'), allocatedResourcesStatus: list(any, 'name')},
);

export const podStatus: Shape = members(
	{
		string: 'phase message reason nominatedNodeName hostIP podIP startTime qosClass resize',
		count: 'observedGeneration',
		any: 'resources resourceClaimStatuses extendedResourceClaimStatus nodeAllocatableResourceClaimStatuses',
		quantities: 'allocatedResources',
	},
	{
		conditions,
		hostIPs: atomic(list(members({string: 'ip'}), 'ip')),
		podIPs: list(members({string: 'ip'}), 'ip'),
		containerStatuses: list(containerStatus),
		initContainerStatuses: list(containerStatus),
		ephemeralContainerStatuses: list(containerStatus),
	},
);
