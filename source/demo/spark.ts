/** Drivers of Spark, in what they are told: the executors they have, how long they take, and what they say. */
import type {KubernetesObject, Tree} from './object.ts';

export type SparkQuery = {readonly settings: Readonly<Record<string, string>>; readonly executors: number};

/** Undefined where a pod submits nothing to Spark. */
export function queryOf({spec}: KubernetesObject): SparkQuery | undefined {
	const args: string[] = spec.containers[0].args ?? [];
	if (!args.some(each => each.endsWith('/spark-submit'))) return undefined;
	const settings = args.flatMap((each, index) => {
		const [, name, value] = (args[index - 1] === '--conf' && /^([^=]+)=(.*)$/s.exec(each)) || [];
		return name === undefined ? [] : [[name, value ?? '']];
	});
	const all: Record<string, string> = Object.fromEntries(settings);
	return {settings: all, executors: Number(all['spark.executor.instances'] ?? 2)};
}

/** An executor computes until its driver needs it no more. */
export function isExecutor({metadata}: KubernetesObject): boolean {
	return metadata.labels?.['spark-role'] === 'executor';
}

/** Its executors take some seconds to come, and its tasks a second for each of them. */
const waitsFor = 3;
const rounds = 24;
export const queryMs = (waitsFor + rounds + 2) * 1000;

export function stageLines({executors}: SparkQuery, step: number): string[] {
	const tasks = executors * rounds;
	const done = Math.min(tasks, Math.max(0, step - waitsFor) * executors);
	if (step < waitsFor) return ['progress: 0%, 0 executors, 0 stages done'];
	const all = `${executors} ${executors === 1 ? 'executor' : 'executors'}`;
	return done < tasks
		? [
				`progress: ${Math.floor((100 * done) / tasks)}%, ${all}, 0 stages done, stage 0: ${done} of ${tasks} tasks`,
			]
		: [`progress: 100%, ${all}, 1 stage done`];
}

/** Whoever rehearses must not take it for an answer. */
export function answerLine({executors}: SparkQuery): string {
	const rows = [['nothing was computed, as the containers of this cluster are simulated']];
	return JSON.stringify({columns: ['rehearsed'], rows, count: 1, stages: 1, tasks: executors * rounds});
}

const labelSetting = 'spark.kubernetes.executor.label.';

/** One of the pods that a driver has made for it, as Spark makes them. */
export function executorOf(driver: KubernetesObject, {settings}: SparkQuery, number: number): Tree {
	const labels = Object.entries(settings).flatMap(([setting, value]) =>
		setting.startsWith(labelSetting) ? [[setting.slice(labelSetting.length), value]] : [],
	);
	const prefix = settings['spark.kubernetes.executor.podNamePrefix'] ?? driver.metadata.name;
	return {
		metadata: {
			name: `${prefix}-exec-${number}`,
			labels: {...Object.fromEntries(labels), 'spark-role': 'executor', 'spark-exec-id': String(number)},
		},
		spec: {
			restartPolicy: 'Never',
			serviceAccountName: driver.spec.serviceAccountName,
			containers: [
				{
					name: 'spark-kubernetes-executor',
					image: settings['spark.kubernetes.container.image'] ?? driver.spec.containers[0].image,
					args: ['executor'],
				},
			],
		},
	};
}
