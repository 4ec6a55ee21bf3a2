/** The documents by which clients check and explain objects. */
import {expect, it} from 'vitest';
import type {Json} from './connection.ts';
import type {Ground} from './ground.ts';

const gateways = 'gateway.networking.k8s.io';

/** Members that every server must describe, with the type by which a client names them. */
const described = [
	['api/v1', 'Pod', 'spec.containers', 'array of Container'],
	['api/v1', 'Pod', 'spec.containers.ports.containerPort', 'integer'],
	['api/v1', 'Pod', 'spec.nodeSelector', 'map of string'],
	['api/v1', 'Pod', 'spec.securityContext', 'PodSecurityContext'],
	['api/v1', 'Pod', 'metadata', 'ObjectMeta'],
	['api/v1', 'Pod', 'metadata.creationTimestamp', 'Time'],
	['api/v1', 'Service', 'spec.ports.targetPort', 'IntOrString'],
	['api/v1', 'ConfigMap', 'data', 'map of string'],
	['api/v1', 'Secret', 'data', 'map of string'],
	['api/v1', 'Node', 'status.capacity', 'map of Quantity'],
	['api/v1', 'Event', 'involvedObject', 'ObjectReference'],
	['apis/apps/v1', 'Deployment', 'spec', 'DeploymentSpec'],
	['apis/apps/v1', 'Deployment', 'spec.replicas', 'integer'],
	['apis/apps/v1', 'Deployment', 'spec.paused', 'boolean'],
	['apis/apps/v1', 'Deployment', 'spec.strategy.rollingUpdate.maxSurge', 'IntOrString'],
	['apis/apps/v1', 'Deployment', 'spec.template.spec.affinity.nodeAffinity', 'NodeAffinity'],
	['apis/apps/v1', 'ReplicaSet', 'status.conditions', 'array of ReplicaSetCondition'],
	['apis/autoscaling/v2', 'HorizontalPodAutoscaler', 'spec.metrics', 'array of MetricSpec'],
	['apis/discovery.k8s.io/v1', 'EndpointSlice', 'endpoints.conditions', 'EndpointConditions'],
	['apis/networking.k8s.io/v1', 'Ingress', 'spec.rules.http.paths.backend', 'IngressBackend'],
	[`apis/${gateways}/v1`, 'HTTPRoute', 'spec.rules.backendRefs.weight', 'integer'],
	['apis/authorization.k8s.io/v1', 'SelfSubjectAccessReview', 'spec.resourceAttributes.verb', 'string'],
] as const;

export function checkOpenApi(ground: Ground): void {
	const index = async () => (await ground.ask('GET', '/openapi/v3')).body.paths;
	const document = async (folder: string) => (await ground.ask('GET', `/openapi/v3/${folder}`)).body;

	it('lists a document for each group version, under a name that changes with it', async () => {
		const paths = await index();
		for (const folder of new Set(described.map(([folder]) => folder))) {
			const {serverRelativeURL} = paths[folder];
			expect(serverRelativeURL).toMatch(new RegExp(`^/openapi/v3/${folder}\\?hash=[0-9A-F]{128}$`));
			const answer = await ground.ask('GET', serverRelativeURL);
			expect([answer.status, answer.headers['content-type']]).toEqual([200, 'application/json']);
			expect(serverRelativeURL).toContain(JSON.parse(answer.headers.etag!));
			expect(answer.body.openapi).toBe('3.0.0');
		}
	});

	it('sends a client with an old name on to the new one, and has nothing elsewhere', async () => {
		const {serverRelativeURL} = (await index())['apis/apps/v1'];
		const moved = await ground.ask('GET', '/openapi/v3/apis/apps/v1?hash=ABC');
		expect([moved.status, moved.headers.location]).toEqual([301, serverRelativeURL]);
		const missing = await ground.ask('GET', '/openapi/v3/apis/gizmos.example.com/v1');
		expect([missing.status, missing.text]).toEqual([404, '']);
		const unacceptable = await ground.ask('GET', '/openapi/v3/apis/apps/v1', {accept: 'application/xml'});
		expect(unacceptable.status).toBe(406);
	});

	it.each(described)('describes in %s of %s the member %s', async (folder, kind, path, type) => {
		const {components} = await document(folder);
		const schema = memberAt(components.schemas, schemaOf(components.schemas, kind), path.split('.'));
		expect(typeName(components.schemas, schema)).toBe(type);
	});

	it('says by which keys lists are merged', async () => {
		const {schemas} = (await document('apis/apps/v1')).components;
		const {containers, tolerations} = schemas['io.k8s.api.core.v1.PodSpec'].properties;
		expect(containers).toMatchObject({
			'x-kubernetes-list-type': 'map',
			'x-kubernetes-list-map-keys': ['name'],
			'x-kubernetes-patch-merge-key': 'name',
			'x-kubernetes-patch-strategy': 'merge',
		});
		expect(tolerations).toMatchObject({'x-kubernetes-list-type': 'atomic'});
		const {ownerReferences} = schemas['io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta'].properties;
		expect(ownerReferences).toMatchObject({'x-kubernetes-patch-merge-key': 'uid'});
		const {strategy} = schemas['io.k8s.api.apps.v1.DeploymentSpec'].properties;
		expect(strategy).toMatchObject({'x-kubernetes-patch-strategy': 'retainKeys'});
		const whole = {'x-kubernetes-map-type': 'atomic'};
		expect(schemas['io.k8s.apimachinery.pkg.apis.meta.v1.LabelSelector']).toMatchObject(whole);
		expect(schemas['io.k8s.api.core.v1.PodSpec'].properties.nodeSelector).toMatchObject(whole);
		const {ports} = schemas['io.k8s.api.core.v1.Container'].properties;
		expect(ports).toMatchObject({'x-kubernetes-list-map-keys': ['containerPort', 'protocol']});
	});

	it('says which operations there are, on what, and that they check fields', async () => {
		const {paths} = await document('apis/apps/v1');
		const one = paths['/apis/apps/v1/namespaces/{namespace}/deployments/{name}'];
		for (const verb of ['get', 'put', 'patch', 'delete'])
			expect(one[verb]['x-kubernetes-group-version-kind']).toEqual({
				group: 'apps',
				version: 'v1',
				kind: 'Deployment',
			});
		const names = one.patch.parameters.map(({name}: Json) => name);
		expect(names).toEqual(expect.arrayContaining(['dryRun', 'fieldManager', 'fieldValidation', 'force']));
		expect(Object.keys(one.patch.requestBody.content)).toEqual(
			expect.arrayContaining(['application/merge-patch+json', 'application/strategic-merge-patch+json']),
		);
		const scale = paths['/apis/apps/v1/namespaces/{namespace}/deployments/{name}/scale'];
		expect(scale.get['x-kubernetes-group-version-kind']).toEqual({
			group: 'autoscaling',
			version: 'v1',
			kind: 'Scale',
		});
		const routes = (await document(`apis/${gateways}/v1`)).paths[
			`/apis/${gateways}/v1/namespaces/{namespace}/httproutes/{name}`
		];
		expect(Object.keys(routes.patch.requestBody.content)).not.toContain(
			'application/strategic-merge-patch+json',
		);
	});

	it('describes everything in one document of the older version', async () => {
		const answer = await ground.ask('GET', '/openapi/v2');
		expect(answer.status).toBe(200);
		const {swagger, definitions, paths} = answer.body;
		expect(swagger).toBe('2.0');
		const {spec} = definitions['io.k8s.api.apps.v1.Deployment'].properties;
		expect(spec).toMatchObject({$ref: '#/definitions/io.k8s.api.apps.v1.DeploymentSpec'});
		expect(paths['/api/v1/nodes/{name}'].patch['x-kubernetes-action']).toBe('patch');
		const unacceptable = await ground.ask('GET', '/openapi/v2', {accept: 'application/xml'});
		expect(unacceptable.status).toBe(406);
	});
}

function schemaOf(schemas: Json, kind: string): Json {
	return Object.values<Json>(schemas).find(schema =>
		schema['x-kubernetes-group-version-kind']?.some((type: Json) => type.kind === kind),
	);
}

function memberAt(schemas: Json, schema: Json, path: string[]): Json {
	const [name, ...rest] = path;
	if (name === undefined) return schema;
	const holder = resolved(schemas, schema.items ?? schema);
	return memberAt(schemas, holder.properties[name], rest);
}

function referenceIn(schema: Json): string | undefined {
	return schema.$ref ?? schema.allOf?.[0].$ref;
}

function resolved(schemas: Json, schema: Json): Json {
	const reference = referenceIn(schema);
	return reference ? schemas[reference.split('/').at(-1)!] : schema;
}

function typeName(schemas: Json, schema: Json): string {
	const reference = referenceIn(schema);
	if (reference) return reference.split('.').at(-1)!;
	if (schema.items) return `array of ${typeName(schemas, schema.items)}`;
	if (schema.additionalProperties) return `map of ${typeName(schemas, schema.additionalProperties)}`;
	return schema.type;
}
