import type {Refusal} from '../model/plan.ts';
import {isOfKind} from '../traffic/splits.ts';
import {wrongCount, wrongName, wrongQuantity} from './field-checks.ts';
import type {Found, MakingObjective, Manifest, Values} from './objective.ts';
import {podsOfApplication, sparkApplication, sparkApplications, usualImage} from './spark-application.ts';
import {program, programFile, queryFile} from './spark-driver.ts';
import {driverJob} from './spark-job.ts';
import {accountWithRights} from './spark-rights.ts';
import {dataAt, executorLabels, wrongHeap} from './spark-settings.ts';
import {labelsOf, nameField, usualImageField} from './workload.ts';

/** By what a query is run, as it is said. */
const application = 'application';
const job = 'job';

/** A query that Spark answers: by its operator where one is served, else by a Job whose driver makes its executors. */
export const sparkQuery: MakingObjective = {
	name: 'spark-query',
	title: 'Run a Spark query',
	help: 'Has Spark answer a query, with executors that start for it and stop after it, and shows the answer.',
	example: "do spark-query count query='SELECT count(*) FROM range(1000000)'",
	kinds: [
		'configmaps',
		'serviceaccounts',
		'roles.rbac.authorization.k8s.io',
		'rolebindings.rbac.authorization.k8s.io',
		'jobs.batch',
		'sparkapplications.sparkoperator.k8s.io',
	],
	fields: [
		{...nameField('query'), wrong: wrongQueryName},
		{
			name: 'query',
			says: 'what is asked, in SQL; range(N) has the numbers from 0 on',
			isNeeded: true,
		},
		{name: 'executors', says: 'how many pods compute it', usual: '2', wrong: wrongCount(1, 1000)},
		{name: 'rows', says: 'how many rows of the answer are shown', usual: '20', wrong: wrongCount(1, 1000)},
		{
			name: 'data',
			says: `a claim whose files it reads, as in FROM csv.\`${dataAt}/loans.csv\``,
			wrong: wrongName,
		},
		usualImageField(usualImage, 'the image of Spark, with Python'),
		{
			name: 'by',
			says: 'what runs it; none is a SparkApplication where such are served, else a Job',
			choices: [application, job],
		},
		{
			name: 'account',
			says: 'a ServiceAccount that may make pods; none makes one',
			wrong: wrongName,
		},
		{name: 'cores', says: 'how many tasks each executor has at once', usual: '1', wrong: wrongCount(1, 64)},
		{name: 'cpu', says: 'CPU each of them is promised, like 500m; none is its cores', wrong: wrongQuantity},
		{
			name: 'memory',
			says: 'the heap of the driver and of each executor, to which Spark adds 384 MiB or more',
			usual: '1g',
			wrong: wrongHeap,
		},
	],
	needs: () => ({lists: [sparkApplications]}),
	makes(values, found) {
		const {name = '', by, account = name} = values;
		const isServed = servesApplications(found);
		if (by === application && !isServed) return noOperator;
		return [
			queryOf(values),
			...(values.account === undefined ? accountWithRights(name, found.namespace) : []),
			isByOperator(values, found) ? sparkApplication(values, account) : driverJob(values, account),
		];
	},
	starts(values, found) {
		const {name = '', image = '', executors} = values;
		const pods = Number(executors);
		const containers = [{name: 'spark-kubernetes-executor', image}];
		const alike = {pods, containers, selects: executorLabels(name)};
		const isOperated = isByOperator(values, found);
		const of = isOperated ? sparkApplications.kind : 'Job';
		const driver = [{name: 'spark-kubernetes-driver', image}];
		return [
			...(isOperated
				? [
						{
							does: 'start' as const,
							of,
							pods: 1,
							containers: driver,
							selects: podsOfApplication(name),
							how: 'by Spark’s operator',
						},
					]
				: []),
			{does: 'start' as const, of, ...alike, how: 'by the driver, to compute'},
			{does: 'stop' as const, of, ...alike, how: 'by the driver, at its end'},
		];
	},
	doubts: ({name, account}, {namespace}) =>
		account === undefined
			? [
					{
						says: `ServiceAccount ${name} may make and delete pods in namespace ${namespace} for as long as it is there, and whoever may make pods reads all that pods there may mount, Secrets too.`,
						hint: 'Say one that may already: account=…; or undo this when the answer is there.',
					},
				]
			: [],
	thereafter: (values, found) => {
		const {name = ''} = values;
		const pod = isByOperator(values, found) ? `pod/${name}-driver` : `job/${name}`;
		return [`Its whole answer, and how it came: kubectl logs ${pod} -n ${found.namespace}`];
	},
};

function isByOperator({by}: Values, found: Found): boolean {
	return by !== job && servesApplications(found);
}

function servesApplications({lists}: Found): boolean {
	return lists.some(({resource}) => isOfKind(resource, sparkApplications));
}

const noOperator: Refusal = {
	refused: 'not-found',
	says: 'The server serves no SparkApplications of sparkoperator.k8s.io/v1beta2.',
	hint: `Run it without an operator: by=${job}`,
};

/** The query is a file that the program reads: whatever stands in it is nothing but a query. */
function queryOf({name = '', query = ''}: Values): Manifest {
	return {
		apiVersion: 'v1',
		kind: 'ConfigMap',
		metadata: {name, labels: labelsOf(name)},
		data: {[queryFile]: query, [programFile]: program},
	};
}

/** Spark adds sixteen letters for each executor. */
function wrongQueryName(text: string): string | undefined {
	return wrongName(text) ?? (text.length > 47 ? 'is at most 47 letters long, for its executors' : undefined);
}
