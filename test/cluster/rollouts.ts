import {type Attached, startAttached} from './attached.ts';
import {buildController} from './build-controllers.ts';
import type {Json} from './raw-api.ts';
import {type Ground, service} from './workloads.ts';

/**
 * Builds and starts the real controller of Argo Rollouts for one namespace, so
 * that several do not write the same rollouts. The cluster needs the resources
 * argo-rollouts, and smi and istio where rollouts name them.
 */
export async function startRollouts(kubeconfig: string, namespace: string): Promise<Attached> {
	const program = await buildController('rollouts');
	const parameters = [
		`--kubeconfig=${kubeconfig}`,
		'--namespaced',
		`--namespace=${namespace}`,
		'--leader-elect=false',
		// It asks for v1alpha1 unless told, and would write quantities, which smi refuses.
		'--traffic-split-api-version=v1alpha3',
		'--qps=200',
		'--burst=400',
		// It would listen on every interface. No such port, no listening: it says so and goes on.
		'--metricsPort=-1',
		'--healthzPort=-1',
	];
	return startAttached(program, parameters, said => said.includes('Started controller'));
}

/** A step of a canary, as `{setWeight: 10}` or `{pause: {}}`. */
export type Step = Readonly<Record<string, Json>>;

export interface RolloutOptions {
	readonly image?: string;
	readonly replicas?: number;
	/** How long its pods run before they are ready: `1s`. */
	readonly readyAfter?: string;
	/** Without one, pods are ready for as long as they run. */
	readonly readinessProbe?: Json;
}

/** A rollout of pods `app: NAME`. */
export function rollout(
	name: string,
	strategy: Json,
	{image = 'shop:1', replicas = 2, readyAfter, readinessProbe}: RolloutOptions = {},
): Json {
	const annotations = readyAfter === undefined ? {} : {'pod-ready.stage.kwok.x-k8s.io/delay': readyAfter};
	return {
		apiVersion: 'argoproj.io/v1alpha1',
		kind: 'Rollout',
		metadata: {name, labels: {team: 'shop'}},
		spec: {
			replicas,
			selector: {matchLabels: {app: name}},
			template: {
				metadata: {labels: {app: name}, annotations},
				spec: {containers: [{name: 'web', image, readinessProbe}]},
			},
			strategy,
		},
	};
}

/** A canary in these steps. Its traffic is routed as `{smi: {}}` says, or by the numbers of its pods. */
export function canary(name: string, steps: readonly Step[], trafficRouting?: Json): Json {
	const services = {stableService: `${name}-stable`, canaryService: `${name}-canary`};
	return {canary: {...(trafficRouting && {...services, trafficRouting}), steps}};
}

/** Adds a rollout with its Services NAME-stable and NAME-canary, and waits until its first pods are there. */
export async function addRollout(
	ground: Ground,
	name: string,
	strategy: Json,
	options?: RolloutOptions,
): Promise<Json> {
	for (const role of ['stable', 'canary'])
		await ground.add('services', service(`${name}-${role}`, {app: name}));
	await ground.add('rollouts', rollout(name, strategy, options));
	return ground.until('rollouts', name, ({status}) => status?.phase === 'Healthy');
}

/** Removes a rollout with its Services, which would be troubles without it. */
export async function removeRollout(ground: Ground, name: string): Promise<void> {
	await ground.remove('rollouts', name);
	for (const role of ['stable', 'canary']) await ground.remove('services', `${name}-${role}`);
}

/** Gives its pods another image, which begins its steps. */
export function setRolloutImage(ground: Ground, name: string, image: string): Promise<void> {
	return ground.patch('rollouts', name, [
		{op: 'replace', path: '/spec/template/spec/containers/0/image', value: image},
	]);
}
