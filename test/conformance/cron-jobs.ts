/** Cron jobs: jobs that are started by the clock. */
import {expect, it} from 'vitest';
import type {Json} from './connection.ts';
import type {Ground} from './ground.ts';
import {job} from './jobs.ts';
import {mergePatch} from './objects.ts';

/** A cron job whose jobs take as long as `takes` says. */
function cronJob(name: string, spec: Json = {}, takes?: string, labels: Json = {}): Json {
	const jobTemplate = {spec: job(name, {}, labels, takes).spec};
	const metadata = {name, labels: {app: name}};
	return {
		apiVersion: 'batch/v1',
		kind: 'CronJob',
		metadata,
		spec: {schedule: '@yearly', jobTemplate, ...spec},
	};
}

const minuteMs = 60_000;

export function checkCronJobs(ground: Ground): void {
	const path = ground.path('cronjobs');
	const make = (object: Json) => ground.make('cronjobs', object);
	const read = (name: string, isSo: (read: Json) => boolean) =>
		ground.eventually('cronjobs', `/${name}`, isSo);
	const change = (name: string, spec: Json) => ground.patch('cronjobs', `/${name}`, mergePatch, {spec});
	/** Makes a cron job believe that it was last due years ago, so that its last time counts as missed. */
	const wake = (name: string, yearsBefore = 2) => {
		const lastScheduleTime = `${new Date().getUTCFullYear() - yearsBefore}-06-01T00:00:00Z`;
		return ground.patch('cronjobs', `/${name}/status`, mergePatch, {status: {lastScheduleTime}});
	};
	/**
	 * Resolves once the controller has come to others that were woken later. It looks at several at a time,
	 * and at all of them in the order of waking.
	 */
	const othersWoken = async (after: string) => {
		for (const name of [`${after}-then`, `${after}-last`]) {
			await make(cronJob(name, {}, '600s'));
			await wake(name);
			await read(name, ({status}) => status.active?.length === 1);
		}
	};
	/** The start of the year in which an object was made. */
	const newYear = ({metadata}: Json) => `${metadata.creationTimestamp.slice(0, 4)}-01-01T00:00:00Z`;
	const nameFor = (name: string, time: string) => `${name}-${Date.parse(time) / minuteMs}`;
	const jobsOf = async ({metadata}: Json): Promise<Json[]> =>
		(await ground.read('jobs')).items.filter(
			(found: Json) => found.metadata.ownerReferences?.[0].uid === metadata.uid,
		);
	/** What was told of a cron job, once that is among it; how much else is told depends on the moment. */
	const eventsOf = async ({metadata}: Json, awaited: string): Promise<[string, string, string][]> => {
		const about = `?fieldSelector=${encodeURIComponent(`involvedObject.uid=${metadata.uid}`)}`;
		const {items} = await ground.eventually('events', about, read =>
			read.items.some(({reason}: Json) => reason === awaited),
		);
		expect(items[0].source).toEqual({component: 'cronjob-controller'});
		return items.map(({type, reason, message}: Json) => [type, reason, message]);
	};
	const refuse = async (object: Json): Promise<string[]> => {
		const {status, body} = await ground.ask('POST', path, {body: object});
		expect([status, body.reason]).toEqual([422, 'Invalid']);
		return body.details.causes.map(({field, message}: Json) => `${field}: ${message}`);
	};

	it.concurrent('fills in what is left open', async () => {
		const {metadata, spec, status} = await make(cronJob('filled'));
		expect(metadata.generation).toBe(1);
		expect(spec).toMatchObject({
			schedule: '@yearly',
			concurrencyPolicy: 'Allow',
			suspend: false,
			successfulJobsHistoryLimit: 3,
			failedJobsHistoryLimit: 1,
		});
		const {completions, parallelism, backoffLimit} = spec.jobTemplate.spec;
		expect([completions, parallelism, backoffLimit]).toEqual([undefined, undefined, undefined]);
		expect(spec.jobTemplate.spec.template.spec.terminationGracePeriodSeconds).toBe(30);
		expect(status).toEqual({});
		expect((await change('filled', {suspend: true})).body.metadata.generation).toBe(2);
	});

	it.concurrent.each([
		['', 'Required value'],
		['x', 'expected exactly 5 fields, found 1: [x]'],
		['60 * * * *', 'end of range (60) above maximum (59): 60'],
		['*/0 * * * *', 'step of range should be a positive number: */0'],
		['5-1 * * * *', 'beginning of range (5) beyond end of range (1): 5-1'],
		['1-2-3 * * * *', 'too many hyphens: 1-2-3'],
		['1/2/3 * * * *', 'too many slashes: 1/2/3'],
		['* * 0 * *', 'beginning of range (0) below minimum (1): 0'],
		['* * * FOO *', 'failed to parse int from FOO: strconv.Atoi: parsing "FOO": invalid syntax'],
		['-1 * * * *', 'failed to parse int from : strconv.Atoi: parsing "": invalid syntax'],
		['@never', 'unrecognized descriptor: @never'],
		['@every x', 'failed to parse duration @every x: time: invalid duration "x"'],
		['TZ=UTC * * * * *', 'cannot use TZ or CRON_TZ in schedule, use timeZone field instead'],
	])('refuses the schedule "%s"', async (schedule, why) => {
		const [cause] = await refuse(cronJob('refused', {schedule}));
		expect(cause).toBe(
			schedule
				? `spec.schedule: Invalid value: ${JSON.stringify(schedule)}: ${why}`
				: `spec.schedule: ${why}`,
		);
	});

	it.concurrent.each([
		'*/5 * * * *',
		'0 22 * * mon-FRI',
		'15,45 9-17/2 1 JAN,jul ?',
		'@hourly',
		'@every 1h30m',
	])('takes the schedule "%s"', async schedule => {
		const {status} = await ground.ask('POST', `${path}?dryRun=All`, {body: cronJob('taken', {schedule})});
		expect(status).toBe(201);
	});

	it.concurrent('refuses what else makes no sense', async () => {
		const wrong = cronJob('refused', {
			timeZone: 'Nowhere/Land',
			concurrencyPolicy: 'X',
			startingDeadlineSeconds: -1,
			successfulJobsHistoryLimit: -1,
			failedJobsHistoryLimit: -1,
			jobTemplate: {
				spec: {manualSelector: true, selector: {matchLabels: {a: 'b'}}, template: {spec: {}}},
			},
		});
		expect(await refuse(wrong)).toEqual([
			'spec.startingDeadlineSeconds: Invalid value: -1: must be greater than or equal to 0',
			'spec.timeZone: Invalid value: "Nowhere/Land": unknown time zone Nowhere/Land',
			'spec.concurrencyPolicy: Unsupported value: "X": supported values: "Allow", "Forbid", "Replace"',
			'spec.jobTemplate.spec.template.spec.containers: Required value',
			'spec.jobTemplate.spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"',
			'spec.jobTemplate.spec.selector: Invalid value: {"matchLabels":{"a":"b"}}: `selector` will be auto-generated',
			'spec.jobTemplate.spec.manualSelector: Unsupported value: true: supported values: "nil", "false"',
			'spec.successfulJobsHistoryLimit: Invalid value: -1: must be greater than or equal to 0',
			'spec.failedJobsHistoryLimit: Invalid value: -1: must be greater than or equal to 0',
		]);
		const long = 'a'.repeat(53);
		expect(await refuse(cronJob(long))).toEqual([
			`metadata.name: Invalid value: "${long}": must be no more than 52 characters`,
		]);
		expect(await refuse(cronJob('refused', {timeZone: 'Local'}))).toContain(
			'spec.timeZone: Invalid value: "Local": timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones',
		);
	});

	it.concurrent('starts a job at the next minute', {timeout: 90_000}, async () => {
		const made = await make(cronJob('ticking', {schedule: '* * * * *'}, '10s'));
		const untilMs = Date.now() + 70_000;
		let seen = made;
		while (!seen.status.active && Date.now() < untilMs) {
			await new Promise(resolve => setTimeout(resolve, 100));
			seen = await ground.read('cronjobs', '/ticking');
		}
		await change('ticking', {suspend: true});
		const {lastScheduleTime} = seen.status;
		expect(lastScheduleTime).toMatch(/:00Z$/);
		const waitedMs = Date.parse(lastScheduleTime) - Date.parse(made.metadata.creationTimestamp);
		expect(waitedMs).toBeGreaterThan(0);
		expect(waitedMs).toBeLessThanOrEqual(minuteMs);
		expect(seen.status.active[0].name).toBe(nameFor('ticking', lastScheduleTime));
	});

	it.concurrent('makes a job of its template and follows it to its end', async () => {
		const made = await make(cronJob('followed', {}, '5s'));
		const time = newYear(made);
		const name = nameFor('followed', time);
		await wake('followed');
		const running = await read('followed', ({status}) => status.active?.length > 0);
		const [started] = await jobsOf(made);
		expect(running.status).toMatchObject({
			lastScheduleTime: time,
			active: [
				{kind: 'Job', apiVersion: 'batch/v1', name, namespace: ground.namespace, uid: started.metadata.uid},
			],
		});
		expect(started.metadata).toMatchObject({
			name,
			labels: {app: 'followed', 'job-name': name},
			annotations: {'batch.kubernetes.io/cronjob-scheduled-timestamp': time},
			ownerReferences: [
				{
					apiVersion: 'batch/v1',
					kind: 'CronJob',
					name: 'followed',
					uid: made.metadata.uid,
					controller: true,
					blockOwnerDeletion: true,
				},
			],
		});
		expect(started.spec).toMatchObject({completions: 1, parallelism: 1, backoffLimit: 6});
		const over = await read('followed', ({status}) => status.lastSuccessfulTime);
		const done = await ground.read('jobs', `/${name}`);
		expect(over.status).toEqual({
			lastScheduleTime: time,
			lastSuccessfulTime: done.status.completionTime,
		});
		expect(await eventsOf(made, 'SawCompletedJob')).toEqual(
			expect.arrayContaining([
				['Normal', 'SuccessfulCreate', `Created job ${name}`],
				['Normal', 'SawCompletedJob', `Saw completed job: ${name}, condition: Complete`],
			]),
		);
	});

	it.concurrent('goes by the clocks of its time zone', async () => {
		const made = await make(cronJob('abroad', {timeZone: 'Asia/Tokyo'}, '600s'));
		await wake('abroad');
		const {status} = await read('abroad', ({status}) => status.active?.length > 0);
		const midnight = newYear(made).replace('Z', '+09:00');
		expect(Date.parse(status.lastScheduleTime)).toBe(Date.parse(midnight));
		const [{metadata}] = await jobsOf(made);
		expect(metadata.name).toBe(nameFor('abroad', midnight));
		const scheduled = metadata.annotations['batch.kubernetes.io/cronjob-scheduled-timestamp'];
		expect(scheduled).toBe(midnight);
	});

	const busy = async (name: string, concurrencyPolicy: string) => {
		const made = await make(cronJob(name, {concurrencyPolicy}, '600s'));
		await wake(name);
		await read(name, ({status}) => status.active?.length === 1);
		const first = nameFor(name, newYear(made));
		await change(name, {schedule: '0 12 31 12 *'});
		await wake(name, 3);
		const lastYear = Number(newYear(made).slice(0, 4)) - 1;
		return {made, first, second: nameFor(name, `${lastYear}-12-31T12:00:00Z`)};
	};

	it.concurrent('lets jobs run beside each other', async () => {
		const {first, second} = await busy('allowing', 'Allow');
		const {status} = await read('allowing', ({status}) => status.active?.length === 2);
		expect(status.active.map(({name}: Json) => name)).toEqual([first, second]);
	});

	it.concurrent('starts none beside another where that is forbidden', async () => {
		const {made, first} = await busy('forbidding', 'Forbid');
		expect(await eventsOf(made, 'JobAlreadyActive')).toContainEqual([
			'Normal',
			'JobAlreadyActive',
			'Not starting job because prior execution is running and concurrency policy is Forbid',
		]);
		const {status} = await ground.read('cronjobs', '/forbidding');
		expect(status.active.map(({name}: Json) => name)).toEqual([first]);
	});

	it.concurrent('stops the one before where it is to be replaced', async () => {
		const {made, first, second} = await busy('replacing', 'Replace');
		const {status} = await read('replacing', ({status}) => status.active?.[0].name === second);
		expect(status.active).toHaveLength(1);
		await ground.eventually('jobs', `/${first}`, ({code}) => code === 404);
		expect(await eventsOf(made, 'SuccessfulDelete')).toContainEqual([
			'Normal',
			'SuccessfulDelete',
			`Deleted job ${first}`,
		]);
	});

	it.concurrent('starts nothing while it is suspended', async () => {
		const made = await make(cronJob('suspended', {suspend: true}, '600s'));
		await wake('suspended');
		await othersWoken('suspended');
		expect(await jobsOf(made)).toEqual([]);
		await change('suspended', {suspend: false});
		await read('suspended', ({status}) => status.active?.length === 1);
	});

	it.concurrent('starts nothing for a time that was too long ago', async () => {
		const made = await make(cronJob('punctual', {startingDeadlineSeconds: 1}));
		await wake('punctual');
		await othersWoken('punctual');
		expect(await jobsOf(made)).toEqual([]);
	});

	it.concurrent('starts one job for very many missed times, and says so', async () => {
		const made = await make(cronJob('overslept', {schedule: '0 * * * *'}, '600s'));
		await wake('overslept');
		await read('overslept', ({status}) => status.active?.length === 1);
		expect(await jobsOf(made)).toHaveLength(1);
		expect(await eventsOf(made, 'TooManyMissedTimes')).toContainEqual([
			'Warning',
			'TooManyMissedTimes',
			'too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew',
		]);
	});

	it.concurrent('clears jobs away that are over', async () => {
		const made = await make(cronJob('tidy', {successfulJobsHistoryLimit: 0}));
		await wake('tidy');
		const name = nameFor('tidy', newYear(made));
		const {status} = await read('tidy', ({status}) => status.lastSuccessfulTime);
		expect(status.active).toBeUndefined();
		await ground.eventually('jobs', `/${name}`, ({code}) => code === 404);
		expect(await eventsOf(made, 'SuccessfulDelete')).toContainEqual([
			'Normal',
			'SuccessfulDelete',
			`Deleted job ${name}`,
		]);
	});

	it.concurrent('notices that a job failed or went missing', async () => {
		const failing = cronJob('failing', {}, undefined, {sim: 'fails'});
		failing.spec.jobTemplate.spec.backoffLimit = 0;
		const made = await make(failing);
		const name = nameFor('failing', newYear(made));
		await wake('failing');
		await ground.eventually('jobs', `/${name}`, ({status}) => status?.failed === 1);
		const {status} = await read('failing', ({status}) => status.lastScheduleTime && !status.active);
		expect(status.lastSuccessfulTime).toBeUndefined();
		expect(await eventsOf(made, 'SawCompletedJob')).toContainEqual([
			'Normal',
			'SawCompletedJob',
			`Saw completed job: ${name}, condition: Failed`,
		]);
		const bereft = await make(cronJob('bereft-cron', {}, '600s'));
		await wake('bereft-cron');
		const lost = nameFor('bereft-cron', newYear(bereft));
		await read('bereft-cron', ({status}) => status.active?.length === 1);
		await ground.ask('DELETE', ground.path('jobs', `/${lost}?propagationPolicy=Background`));
		await read('bereft-cron', ({status}) => !status.active);
		expect(await eventsOf(bereft, 'MissingJob')).toContainEqual([
			'Normal',
			'MissingJob',
			`Active job went missing: ${lost}`,
		]);
	});

	it.concurrent('takes its jobs with it when it is deleted', async () => {
		const made = await make(cronJob('deleted', {}, '600s'));
		await wake('deleted');
		await read('deleted', ({status}) => status.active?.length === 1);
		await ground.ask('DELETE', ground.path('cronjobs', '/deleted'));
		const name = nameFor('deleted', newYear(made));
		await ground.eventually('jobs', `/${name}`, ({code}) => code === 404);
		await ground.eventually('pods', `?labelSelector=job-name%3D${name}`, ({items}) => items.length === 0);
	});
}
