import type {Json} from '../conformance/connection.ts';

/** How an objective is said by keys, what its preview and its end say, and how the cluster stands then. */
export type ObjectiveStory = {
	readonly objective: string;
	/** As typed after `:`. */
	readonly line: string;
	/** What the preview says before anything is written. */
	readonly planned: string | RegExp;
	/** The name that is typed, where so much would be lost that a key does not do. */
	readonly word?: string;
	/** What stands there in the end, beside what it is always called. */
	readonly told: string | RegExp;
	/** Whether the object at the path is as it was asked for. */
	readonly stands: {readonly at: string; is(object: Json): boolean};
};

const apps = '/apis/apps/v1/namespaces/default/deployments';
const batch = '/apis/batch/v1/namespaces/default';
const imageOf = ({spec}: Json) => spec?.template.spec.containers[0].image;

/**
 * Every objective in turn, on one cluster, each on what those before it left:
 * a model from its first version to a challenger, jobs, and a notebook.
 */
export const objectiveStories: readonly ObjectiveStory[] = [
	{
		objective: 'deploy',
		line: 'do deploy ranking image=nginx:1.27 port=80 replicas=2 cpu=100m',
		planned: 'start 2 pods of Deployment default/ranking: ranking (nginx:1.27)',
		told: /started ranking \(nginx:1\.27\) in ranking-\S+ on /,
		stands: {at: `${apps}/ranking`, is: ({status}) => status?.readyReplicas === 2},
	},
	{
		objective: 'upgrade',
		line: 'do upgrade ranking image=:1.28',
		planned: /start 2 pods .*ranking \(nginx:1\.28\)/,
		told: /told ranking-\S+ to stop/,
		stands: {at: `${apps}/ranking`, is: object => imageOf(object) === 'nginx:1.28'},
	},
	{
		objective: 'downgrade',
		line: 'do downgrade ranking',
		planned: 'back from revision 2 to 1',
		told: /started ranking \(nginx:1\.27\)/,
		stands: {at: `${apps}/ranking`, is: object => imageOf(object) === 'nginx:1.27'},
	},
	{
		objective: 'scale-up',
		line: 'do scale-up ranking to=3',
		planned: 'from 2 to 3',
		told: /started ranking \(nginx:1\.27\)/,
		stands: {at: `${apps}/ranking`, is: ({spec}) => spec.replicas === 3},
	},
	{
		objective: 'scale-down',
		line: 'do scale-down ranking to=2',
		planned: 'from 3 to 2',
		told: /told ranking-\S+ to stop/,
		stands: {at: `${apps}/ranking`, is: ({spec}) => spec.replicas === 2},
	},
	{
		objective: 'autoscale',
		line: 'do autoscale ranking min=2 max=4 cpu=70',
		planned: '2 to 4 pods of Deployment ranking, at 70 %',
		told: 'Settled',
		stands: {
			at: '/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers/ranking',
			is: ({spec}) => spec?.maxReplicas === 4,
		},
	},
	{
		objective: 'ab-test',
		line: 'do ab-test ranking-b image=nginx:1.28 beside=ranking percent=20 gateway=infra/edge host=ranking.example.com header=x-version=b',
		planned: '80 % to ranking, 20 % to ranking-b',
		told: /started ranking \(nginx:1\.28\) in ranking-b-\S+ on /,
		stands: {
			at: '/apis/gateway.networking.k8s.io/v1/namespaces/default/httproutes/ranking-b',
			is: ({spec}) => spec?.rules.length === 2,
		},
	},
	{
		objective: 'train',
		line: 'do train ranking-training env="SEED=2 EPOCHS=5"',
		planned: 'start 1 pod of Job default/ranking-training',
		told: /accuracy 0\.\d+/,
		stands: {at: `${batch}/jobs/ranking-training`, is: ({status}) => status?.succeeded === 1},
	},
	{
		objective: 'deploy-trained',
		line: 'do deploy-trained ranking-c from=ranking-training',
		planned: 'start 1 pod of Deployment default/ranking-c',
		told: /started ranking-c \(\S+\) in ranking-c-\S+ on /,
		stands: {at: `${apps}/ranking-c`, is: ({status}) => status?.readyReplicas === 1},
	},
	{
		objective: 'run-job',
		line: "do run-job count image=busybox:1.37 command='seq 100'",
		planned: 'start 1 pod of Job default/count',
		told: /count in count-\S+ stopped: exit 0/,
		stands: {at: `${batch}/jobs/count`, is: ({status}) => status?.succeeded === 1},
	},
	{
		objective: 'schedule',
		line: "do schedule nightly image=busybox:1.37 schedule='0 3 * * *' command='seq 100'",
		planned: 'pod of busybox:1.37 at 0 3 * * * (Etc/UTC), next ',
		told: 'Settled',
		stands: {at: `${batch}/cronjobs/nightly`, is: ({spec}) => spec?.schedule === '0 3 * * *'},
	},
	{
		objective: 'run-now',
		line: 'do run-now nightly job=nightly-now',
		planned: 'start 1 pod of Job default/nightly-now',
		told: /nightly in nightly-now-\S+ stopped: exit 0/,
		stands: {at: `${batch}/jobs/nightly-now`, is: ({status}) => status?.succeeded === 1},
	},
	{
		objective: 'suspend',
		line: 'do suspend nightly',
		planned: 'No new run starts meanwhile',
		told: 'Settled',
		stands: {at: `${batch}/cronjobs/nightly`, is: ({spec}) => spec.suspend === true},
	},
	{
		objective: 'resume',
		line: 'do resume nightly',
		planned: 'Resume CronJob default/nightly',
		told: 'Settled',
		stands: {at: `${batch}/cronjobs/nightly`, is: ({spec}) => spec.suspend !== true},
	},
	{
		objective: 'edit-notebook',
		line: 'do edit-notebook lab volume=5Gi',
		planned: 'a volume of 5Gi',
		told: /started lab \(\S+\) in lab-\S+ on /,
		stands: {at: `${apps}/lab`, is: ({status}) => status?.readyReplicas === 1},
	},
	{
		objective: 'open-notebook',
		line: 'do open-notebook lab',
		planned: 'Its token is read from Secret default/lab',
		told: /Link +http:\/\/127\.0\.0\.1:\d+\/lab/,
		stands: {at: `${apps}/lab`, is: ({status}) => status?.readyReplicas === 1},
	},
	{
		objective: 'stop-notebook',
		line: 'do stop-notebook lab',
		planned: 'Only what is in /home/jovyan/work is kept',
		word: 'lab',
		told: /told lab-\S+ to stop/,
		stands: {at: `${apps}/lab`, is: ({spec}) => spec.replicas === 0},
	},
	{
		objective: 'dask-run',
		line: 'do dask-run credit workers=2',
		planned: 'start 2 pods of Deployment default/credit-worker',
		told: /credit in credit-\S+ stopped: exit 0/,
		stands: {at: `${batch}/jobs/credit`, is: ({status}) => status?.succeeded === 1},
	},
];
