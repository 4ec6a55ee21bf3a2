/** Pod specs that no API server takes, each with all that is wrong with it. */
import {expect, it} from 'vitest';
import type {Json} from './connection.ts';
import type {Ground, Resource} from './ground.ts';

const image = 'registry.example.com/app:1';
const container = (members: Json): Json => ({containers: [{name: 'app', image, ...members}]});

/** Members of a spec, and what is said of them, each with its field. */
const wrong: [Json, ...string[]][] = [
	[container({ports: [{containerPort: 0}]}), 'containers[0].ports[0].containerPort: Required value'],
	[
		container({ports: [{containerPort: 99999}]}),
		'containers[0].ports[0].containerPort: Invalid value: 99999: must be between 1 and 65535, inclusive',
	],
	[
		container({ports: [{containerPort: -1}]}),
		'containers[0].ports[0].containerPort: Invalid value: -1: must be between 1 and 65535, inclusive',
	],
	[
		container({ports: [{containerPort: 80, hostPort: 99999}]}),
		'containers[0].ports[0].hostPort: Invalid value: 99999: must be between 1 and 65535, inclusive',
	],
	[
		container({
			ports: [
				{containerPort: 80, hostPort: 81},
				{containerPort: 82, hostPort: 81},
			],
		}),
		'containers[0].ports[1].hostPort: Duplicate value: "TCP//81"',
	],
	[
		container({
			ports: [
				{containerPort: 80, name: 'web'},
				{containerPort: 81, name: 'web'},
			],
		}),
		'containers[0].ports[1].name: Duplicate value: "web"',
	],
	[
		container({ports: [{containerPort: 80, name: 'Web_'}]}),
		'containers[0].ports[0].name: Invalid value: "Web_": must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)',
	],
	[
		container({ports: [{containerPort: 80, name: 'abcdefghijklmnopqrst'}]}),
		'containers[0].ports[0].name: Invalid value: "abcdefghijklmnopqrst": must be no more than 15 characters',
	],
	[
		container({ports: [{containerPort: 80, name: '80'}]}),
		'containers[0].ports[0].name: Invalid value: "80": must contain at least one letter (a-z)',
	],
	[
		container({ports: [{containerPort: 80, name: 'a--b'}]}),
		'containers[0].ports[0].name: Invalid value: "a--b": must not contain consecutive hyphens',
	],
	[
		container({ports: [{containerPort: 80, name: '-a-'}]}),
		'containers[0].ports[0].name: Invalid value: "-a-": must not begin or end with a hyphen',
	],
	[
		container({ports: [{containerPort: 80, protocol: 'tcp'}]}),
		'containers[0].ports[0].protocol: Unsupported value: "tcp": supported values: "SCTP", "TCP", "UDP"',
	],
	[
		container({resources: {requests: {cpu: '2'}, limits: {cpu: '1'}}}),
		'containers[0].resources.requests: Invalid value: "2": must be less than or equal to cpu limit of 1',
	],
	[
		container({resources: {requests: {cpu: '-1'}}}),
		'containers[0].resources.requests[cpu]: Invalid value: "-1": must be greater than or equal to 0',
	],
	[
		container({resources: {limits: {cpu: '-1'}}}),
		'containers[0].resources.limits[cpu]: Invalid value: "-1": must be greater than or equal to 0',
		'containers[0].resources.requests[cpu]: Invalid value: "-1": must be greater than or equal to 0',
	],
	[
		container({resources: {requests: {'nvidia.com/gpu': '1'}}}),
		'containers[0].resources.limits: Required value: Limit must be set for non overcommitable resources',
	],
	[
		container({resources: {limits: {'hugepages-2Mi': '4Mi'}}}),
		'containers[0].resources: Forbidden: HugePages require cpu or memory',
	],
	[
		{tolerations: [{key: 'a', operator: 'Near', value: 'b'}]},
		'tolerations[0].operator: Unsupported value: "Near": supported values: "Equal", "Exists"',
	],
	[
		{tolerations: [{key: 'a', operator: 'Exists', value: 'b'}]},
		`tolerations[0].operator: Invalid value: "b": value must be empty when \`operator\` is 'Exists'`,
	],
	[
		{tolerations: [{value: 'b'}]},
		'tolerations[0].operator: Invalid value: "": operator must be Exists when `key` is empty, which means "match all values and all keys"',
	],
	[
		{tolerations: [{key: 'a', value: 'b', effect: 'Never'}]},
		'tolerations[0].effect: Unsupported value: "Never": supported values: "NoSchedule", "PreferNoSchedule", "NoExecute"',
	],
	[
		{tolerations: [{key: 'a', value: 'b', effect: 'NoSchedule', tolerationSeconds: 3}]},
		`tolerations[0].effect: Invalid value: "NoSchedule": effect must be 'NoExecute' when \`tolerationSeconds\` is set`,
	],
	[
		{tolerations: [{key: 'a', operator: 'Gt', value: '5'}]},
		'tolerations[0].operator: Unsupported value: "Gt": supported values: "Equal", "Exists", "Lt", "Gt"',
	],
	[
		{affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: []}}}},
		'affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms: Required value: must have at least one node selector term',
	],
	[
		{
			topologySpreadConstraints: [
				{
					maxSkew: 0,
					topologyKey: 'zone',
					whenUnsatisfiable: 'DoNotSchedule',
					labelSelector: {matchLabels: {a: 'b'}},
				},
			],
		},
		'topologySpreadConstraints[0].maxSkew: Invalid value: 0: must be greater than zero',
	],
	[
		{
			topologySpreadConstraints: [
				{
					maxSkew: 1,
					topologyKey: 'zone',
					whenUnsatisfiable: 'Perhaps',
					labelSelector: {matchLabels: {a: 'b'}},
				},
			],
		},
		'topologySpreadConstraints[0].whenUnsatisfiable: Unsupported value: "Perhaps": supported values: "DoNotSchedule", "ScheduleAnyway"',
	],
	[
		{
			topologySpreadConstraints: [
				{
					maxSkew: 1,
					topologyKey: '',
					whenUnsatisfiable: 'DoNotSchedule',
					labelSelector: {matchLabels: {a: 'b'}},
				},
			],
		},
		'topologySpreadConstraints[0].topologyKey: Required value: can not be empty',
	],
	[
		{activeDeadlineSeconds: 0},
		'activeDeadlineSeconds: Invalid value: 0: must be between 1 and 2147483647, inclusive',
	],
	[
		{restartPolicy: 'Sometimes'},
		'restartPolicy: Unsupported value: "Sometimes": supported values: "Always", "OnFailure", "Never"',
	],
	[
		{dnsPolicy: 'Whatever'},
		'dnsPolicy: Unsupported value: "Whatever": supported values: "ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"',
	],
	[{dnsPolicy: 'None'}, 'dnsConfig: Required value: must provide `dnsConfig` when `dnsPolicy` is None'],
	[
		container({imagePullPolicy: 'Perhaps'}),
		'containers[0].imagePullPolicy: Unsupported value: "Perhaps": supported values: "Always", "IfNotPresent", "Never"',
	],
	[
		{
			containers: [
				{name: 'app', image: image},
				{name: 'app', image: image},
			],
		},
		'containers[1].name: Duplicate value: "app"',
	],
	[
		{initContainers: [{name: 'i', image: image, restartPolicy: 'Perhaps'}]},
		'initContainers[0].restartPolicy: Unsupported value: "Perhaps": supported values: "Always", "Never", "OnFailure"',
	],
	[
		container({restartPolicy: 'Perhaps'}),
		'containers[0].restartPolicy: Unsupported value: "Perhaps": supported values: "Always", "Never", "OnFailure"',
	],
	[container({env: [{value: 'x'}]}), 'containers[0].env[0].name: Required value'],
	[
		container({env: [{name: 'a=b', value: 'x'}]}),
		`containers[0].env[0].name: Invalid value: "a=b": a valid environment variable name must consist only of printable ASCII characters other than '='`,
	],
	[
		container({env: [{name: 'A', value: 'x', valueFrom: {fieldRef: {fieldPath: 'metadata.name'}}}]}),
		'containers[0].env[0].valueFrom: Invalid value: "": may not be specified when `value` is not empty',
	],
	[
		container({env: [{name: 'A', valueFrom: {}}]}),
		'containers[0].env[0].valueFrom: Invalid value: "": must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`',
	],
	[
		container({env: [{name: 'A', valueFrom: {fieldRef: {}}}]}),
		'containers[0].env[0].valueFrom.fieldRef.fieldPath: Required value',
	],
	[
		container({env: [{name: 'A', valueFrom: {resourceFieldRef: {}}}]}),
		'containers[0].env[0].valueFrom.resourceFieldRef.resource: Required value',
	],
	[
		container({env: [{name: 'A', valueFrom: {configMapKeyRef: {name: 'a'}}}]}),
		'containers[0].env[0].valueFrom.configMapKeyRef.key: Required value',
	],
	[
		container({envFrom: [{}]}),
		'containers[0].envFrom: Invalid value: "": must specify one of: `configMapRef` or `secretRef`',
	],
	[
		container({envFrom: [{configMapRef: {name: 'a'}, secretRef: {name: 'b'}}]}),
		'containers[0].envFrom: Invalid value: "": may not have more than one field specified at a time',
	],
	[container({envFrom: [{configMapRef: {}}]}), 'containers[0].envFrom[0].configMapRef.name: Required value'],
	[
		container({volumeMounts: [{name: 'v', mountPath: '/a'}]}),
		'containers[0].volumeMounts[0].name: Not found: "v"',
	],
	[
		{...container({volumeMounts: [{name: 'v'}]}), volumes: [{name: 'v', emptyDir: {}}]},
		'containers[0].volumeMounts[0].mountPath: Required value',
	],
	[
		{
			...container({
				volumeMounts: [
					{name: 'v', mountPath: '/a'},
					{name: 'v', mountPath: '/a'},
				],
			}),
			volumes: [{name: 'v', emptyDir: {}}],
		},
		'containers[0].volumeMounts[1].mountPath: Invalid value: "/a": must be unique',
	],
	[
		{
			...container({volumeMounts: [{name: 'v', mountPath: '/a', subPath: '../x'}]}),
			volumes: [{name: 'v', emptyDir: {}}],
		},
		`containers[0].volumeMounts.subPath: Invalid value: "../x": must not contain '..'`,
	],
	[
		{
			...container({volumeMounts: [{name: 'v', mountPath: '/a', subPath: '/x'}]}),
			volumes: [{name: 'v', emptyDir: {}}],
		},
		'containers[0].volumeMounts.subPath: Invalid value: "/x": must be a relative path',
	],
	[
		{
			volumes: [
				{name: 'v', emptyDir: {}},
				{name: 'v', emptyDir: {}},
			],
		},
		'volumes[1].name: Duplicate value: "v"',
	],
	[{volumes: [{emptyDir: {}}]}, 'volumes[0].name: Required value'],
	[
		{volumes: [{name: 'v', emptyDir: {}, configMap: {name: 'a'}}]},
		'volumes[0].configMap: Forbidden: may not specify more than 1 volume type',
	],
	[{volumes: [{name: 'v', configMap: {}}]}, 'volumes[0].configMap.name: Required value'],
	[{volumes: [{name: 'v', secret: {}}]}, 'volumes[0].secret.secretName: Required value'],
	[{volumes: [{name: 'v', hostPath: {}}]}, 'volumes[0].hostPath.path: Required value'],
	[
		{volumes: [{name: 'v', hostPath: {path: '/a/../b'}}]},
		`volumes[0].hostPath.path: Invalid value: "/a/../b": must not contain '..'`,
	],
	[
		{volumes: [{name: 'v', configMap: {name: 'a', defaultMode: 9999}}]},
		'volumes[0].configMap.defaultMode: Invalid value: 9999: must be a number between 0 and 0777 (octal), both inclusive',
	],
	[
		{volumes: [{name: 'v', projected: {sources: [{configMap: {}}, {secret: {}}, {}]}}]},
		'volumes[0].projected.sources[0].configMap.name: Required value',
		'volumes[0].projected.sources[1].secret.name: Required value',
	],
	[
		{schedulingGates: [{name: 'x'}], nodeName: 'node-1'},
		'nodeName: Forbidden: cannot be set until all schedulingGates have been cleared',
	],
	[
		container({readinessProbe: {httpGet: {port: 0}}}),
		'containers[0].readinessProbe.httpGet.port: Invalid value: 0: must be between 1 and 65535, inclusive',
	],
	[
		container({readinessProbe: {tcpSocket: {port: 99999}}}),
		'containers[0].readinessProbe.tcpSocket.port: Invalid value: 99999: must be between 1 and 65535, inclusive',
	],
	[
		container({readinessProbe: {httpGet: {port: 'no such'}}}),
		'containers[0].readinessProbe.httpGet.port: Invalid value: "no such": must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)',
	],
	[
		container({readinessProbe: {httpGet: {port: 80, scheme: 'x'}}}),
		'containers[0].readinessProbe.httpGet.scheme: Unsupported value: "x": supported values: "HTTP", "HTTPS"',
	],
	[container({readinessProbe: {exec: {}}}), 'containers[0].readinessProbe.exec.command: Required value'],
	[
		container({readinessProbe: {exec: {command: ['a']}, tcpSocket: {port: 80}}}),
		'containers[0].readinessProbe.tcpSocket: Forbidden: may not specify more than 1 handler type',
	],
	[
		container({readinessProbe: {grpc: {port: 0}}}),
		'containers[0].readinessProbe.grpc.port: Invalid value: 0: must be between 1 and 65535, inclusive',
	],
	[
		container({livenessProbe: {exec: {command: ['a']}, terminationGracePeriodSeconds: 0}}),
		'containers[0].livenessProbe.terminationGracePeriodSeconds: Invalid value: 0: must be greater than 0',
	],
	[
		container({readinessProbe: {exec: {command: ['a']}, terminationGracePeriodSeconds: 5}}),
		'containers[0].readinessProbe.terminationGracePeriodSeconds: Invalid value: 5: must not be set for readinessProbes',
	],
	[
		container({lifecycle: {preStop: {}}}),
		'containers[0].lifecycle.preStop: Required value: must specify a handler type',
	],
	[
		container({lifecycle: {preStop: {httpGet: {port: 0}}}}),
		'containers[0].lifecycle.preStop.httpGet.port: Invalid value: 0: must be between 1 and 65535, inclusive',
	],
	[
		{initContainers: [{name: 'i', image: image, lifecycle: {preStop: {exec: {command: ['a']}}}}]},
		'initContainers[0].lifecycle: Forbidden: may not be set for init containers without restartPolicy=Always',
	],
	[
		container({securityContext: {runAsUser: -1}}),
		'containers[0].securityContext.runAsUser: Invalid value: -1: must be between 0 and 2147483647, inclusive',
	],
	[{os: {name: 'beos'}}, 'os: Unsupported value: "beos": supported values: "linux", "windows"'],
	[
		{hostPID: true, shareProcessNamespace: true},
		'securityContext.shareProcessNamespace: Invalid value: true: ShareProcessNamespace and HostPID cannot both be enabled',
	],
];

export function checkPodSpecs(ground: Ground): void {
	const causesOf = async (resource: Resource, spec: Json): Promise<string[]> => {
		const metadata = {name: 'wrong', labels: {app: 'wrong'}};
		const answer = await ground.ask('POST', ground.path(resource, '?dryRun=All'), {body: {metadata, spec}});
		expect([answer.status, answer.body.reason]).toEqual([422, 'Invalid']);
		const causes: Json[] = answer.body.details.causes;
		return causes.map(({field, message}) => `${field}: ${message}`).sort();
	};

	it.each(wrong.map(([spec, ...says]) => ({spec, says})))('refuses $says', async ({spec, says}) => {
		const found = await causesOf('pods', {...container({}), ...spec});
		expect(found).toEqual(says.map(cause => `spec.${cause}`).sort());
	});

	const never = {
		...container({ports: [{containerPort: 0}]}),
		restartPolicy: 'Never',
		activeDeadlineSeconds: 0,
	};
	const template = {metadata: {labels: {app: 'wrong'}}, spec: never};
	const selector = {matchLabels: {app: 'wrong'}};

	it.each([
		['deployments', {selector, template}, 'spec.template.spec'],
		['replicasets', {selector, template}, 'spec.template.spec'],
		['statefulsets', {selector, template}, 'spec.template.spec'],
		['daemonsets', {selector, template}, 'spec.template.spec'],
		['jobs', {template: {spec: never}}, 'spec.template.spec'],
		[
			'cronjobs',
			{schedule: '@daily', jobTemplate: {spec: {template: {spec: never}}}},
			'spec.jobTemplate.spec.template.spec',
		],
	] as const)('finds the same wrong in %s', async (resource, spec, field) => {
		const causes = await causesOf(resource, spec);
		expect(causes).toContain(`${field}.containers[0].ports[0].containerPort: Required value`);
		const deadline = 'Invalid value: 0: must be between 1 and 2147483647, inclusive';
		expect(causes).toContain(`${field}.activeDeadlineSeconds: ${deadline}`);
	});

	it('cannot read every quantity', async () => {
		const spec = container({resources: {requests: {cpu: 'much'}}});
		const body = {metadata: {name: 'wrong'}, spec};
		const answer = await ground.ask('POST', ground.path('pods', '?dryRun=All'), {body});
		const rule =
			"quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
		const message = `Pod in version "v1" cannot be handled as a Pod: ${rule}`;
		expect([answer.status, answer.body.message]).toEqual([400, message]);
	});
}
