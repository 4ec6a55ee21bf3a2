import {answerIn, answerLines} from '../model/answer-table.ts';
import {podResource} from '../model/builtin-resources.ts';
import {sleep} from '../model/clock.ts';
import type {Cluster, Stop} from '../model/cluster.ts';
import type {JsonObject} from '../model/json.ts';
import {type KubernetesObject, objectIn, objectsIn, textIn} from '../model/object.ts';
import type {Expectation} from '../model/plan.ts';
import {progressIn, resultIn, sayResult} from '../model/printed.ts';
import type {Ref} from '../model/ref.ts';
import {type Progress, type Waiting, waitFor} from './settle.ts';

/** How often its log is looked at, and how many lines of it tell how far it is. */
const everyMs = 1000;
const tailLines = 20;
/** A log that does not come is not waited for. */
const patienceMs = 5000;

/** What is needed to read what its pods print, too. */
type Reading = Waiting & {readonly cluster: Pick<Cluster, 'get' | 'list' | 'logs'>};

/** Waits until a Job has ended, and tells what it prints of itself: how far it is, and at last what came of it. */
export async function waitForJob(expectation: Expectation, waiting: Reading): Promise<Progress> {
	const {of} = expectation;
	const over = new AbortController();
	const reading = {...waiting, signal: AbortSignal.any([waiting.signal, over.signal])};
	let printed: string | undefined;
	let told = '';
	const tell = () => waiting.tell(expectation, printed === undefined ? told : `${told}; ${printed}`);
	void readAgain(of, reading, says => {
		printed = says;
		tell();
	});
	const progress = await waitFor(expectation, {
		...waiting,
		tell: (_expectation, says) => {
			told = says;
			tell();
		},
	});
	over.abort();
	if (!progress.isMet && progress.isStuck !== true) return progress;
	const {message, result} = await endOf(of, waiting);
	if (!progress.isMet) return message === undefined ? progress : {...progress, ...saidOf(progress, message)};
	if (result === undefined) return progress;
	const answer = answerIn(result);
	const says = `${progress.says}; ${sayResult(result)}`;
	return {...progress, says, ...(answer && {lines: answerLines(answer)})};
}

/** Why it failed, in its own words: their first line in the sentence, the others beneath. */
function saidOf({says}: Progress, message: string): Pick<Progress, 'says' | 'lines'> {
	const [first = '', ...more] = message.trim().split('\n');
	return {says: `${says}: ${first}`, ...(more.length > 0 && {lines: more})};
}

async function readAgain(job: Ref, waiting: Reading, say: (says: string) => void): Promise<void> {
	const {clock, signal} = waiting;
	let last: string | undefined;
	while (!signal.aborted) {
		const pod = await newestPod(job, waiting);
		const says = pod && progressIn(await tailOf(pod, waiting))?.says;
		if (says !== undefined && says !== last && !signal.aborted) say(says);
		last = says ?? last;
		await sleep(clock, everyMs, signal);
	}
}

type End = {readonly message?: string; readonly result?: JsonObject};

/** What it left where its container ended, and what that or its last line comes to; nothing where that may not be read. */
async function endOf(job: Ref, waiting: Reading): Promise<End> {
	const pod = await newestPod(job, waiting);
	if (pod === undefined) return {};
	const messages = objectsIn(pod.status?.containerStatuses).map(({state}) =>
		textIn(objectIn(objectIn(state).terminated).message),
	);
	const message = messages.find(each => each !== undefined);
	const result = resultIn(message, await tailOf(pod, waiting));
	return {...(message !== undefined && {message}), ...(result && {result})};
}

/** Of the pods of a Job the one that succeeded, else the one that began last; of a query of Spark's the driver. */
async function newestPod(
	{resource, name, namespace, uid}: Ref,
	{cluster}: Reading,
): Promise<KubernetesObject | undefined> {
	const isJob = resource.kind === 'Job';
	const labels = isJob ? `job-name=${name}` : `sparkoperator.k8s.io/app-name=${name},spark-role=driver`;
	const listed = await cluster.list(podResource, {namespace}, {labels});
	if (!listed.ok) return undefined;
	// Which versions of the operator own the driver's pod, its API does not say.
	const own = listed.value.filter(
		({metadata}) => uid === '' || !isJob || metadata.ownerReferences?.some(owner => owner.uid === uid),
	);
	const sorted = own.toSorted((left, right) => beginOf(left).localeCompare(beginOf(right)));
	return sorted.findLast(({status}) => status?.phase === 'Succeeded') ?? sorted.at(-1);
}

function beginOf({metadata}: KubernetesObject): string {
	return metadata.creationTimestamp ?? '';
}

/** The last lines of its first container; none where they cannot be read. */
function tailOf({metadata, spec}: KubernetesObject, {cluster, clock, signal}: Reading) {
	const {namespace = '', name} = metadata;
	const container = textIn(objectsIn(spec?.containers)[0]?.name);
	return new Promise<readonly string[]>(resolve => {
		const lines: string[] = [];
		let stop: Stop = () => {};
		const end = () => {
			stop();
			cancel();
			signal.removeEventListener('abort', end);
			resolve(lines);
		};
		const cancel = clock.after(patienceMs, end);
		stop = cluster.logs({namespace, name}, {container, follow: false, tailLines}, event => {
			if (event.type === 'lines') lines.push(...event.lines);
			if (event.type === 'ended') end();
		});
		signal.addEventListener('abort', end, {once: true});
		if (signal.aborted) end();
	});
}
