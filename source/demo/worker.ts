/** The worker thread of the demo: plays scenarios, each behind an API server of its own, and obeys the main thread. */
import {writeFileSync} from 'node:fs';
import {parentPort, workerData} from 'node:worker_threads';
import {type Door, startApi} from './api/server.ts';
import {makeCertificate} from './certificate.ts';
import type {Clock} from './clock.ts';
import {type Play, play} from './play.ts';
import {createPlays} from './plays.ts';
import {scenarios} from './scenarios/index.ts';
import type {Scenario} from './scenarios/scenario.ts';
import {type Request, sharedNow, type Telling, type TimeRequest, type WorkerOptions} from './threads.ts';
import {createTokens, type Tokens} from './tokens.ts';

const options = workerData as WorkerOptions;
const plays = createPlays(start);
let time = {speed: options.speed, isPaused: options.isPaused};
let present = scenarios.find(({name}) => name === options.scenario);
/** Who is let in, by scenario: whether it is on or not. */
const tokens = new Map(scenarios.map(scenario => [scenario, tokensFor(scenario)]));

function tell(telling: Telling): void {
	parentPort!.postMessage(telling);
}

function tellState(): void {
	const playing = present && plays.get(present);
	if (!playing) return;
	const {guidance, isOver} = playing.guide.get();
	const state = {
		scenario: present!.name,
		...(guidance !== undefined && {guidance}),
		isOver,
		...time,
	};
	tell({type: 'state', state, reading: {nowMs: playing.cluster.clock.now(), atMs: sharedNow()}});
}

function start(scenario: Scenario, firstVersion: number): Play {
	return play(scenario, {
		...time,
		seed: options.seed,
		nowMs: options.fixedStartMs ?? Date.now(),
		firstVersion,
		tokens: tokens.get(scenario)!,
		tell: () => scenario === present && tellState(),
	});
}

function doorOf(scenario: Scenario): Door {
	return {
		tokens: tokens.get(scenario)!,
		playing: () => plays.of(scenario),
		tellsTime: options.tellsTime,
	};
}

function tokensFor({isLoginLost}: Scenario): Tokens {
	if (!isLoginLost) return createTokens(options.token, () => {});
	// The token that lasts is another user's, who goes on to be let in.
	const tokens = createTokens(options.token, token => writeFileSync(options.tokenFile, token, {mode: 0o600}));
	tokens.renew();
	return tokens;
}

/** How long those who still look at the former scenario have to leave it. */
const farewellMs = 5000;

function change(scenario: Scenario): void {
	present = scenario;
	plays.begin(scenario);
	tellState();
	tell({type: 'began', scenario: scenario.name});
	setTimeout(() => plays.stopOthers(present, 0), farewellMs);
}

/** How long nobody has to ask for anything until a play beside the present one ends. */
const forsakenMs = 600_000;
const lookAroundMs = 60_000;

function obey(request: Request): void {
	if (request.type === 'looked') present && plays.get(present)?.guide.looked(request.at);
	else if (request.type === 'play') {
		const scenario = scenarios.find(({name}) => name === request.scenario);
		if (scenario) change(scenario);
	} else {
		for (const {cluster} of plays.list()) setTime(cluster.clock, request);
		if (request.type === 'speed') time = {...time, speed: request.speed};
		else time = {...time, isPaused: request.type !== 'resume'};
		tellState();
	}
}

function setTime(clock: Clock, request: TimeRequest): void {
	if (request.type === 'speed') clock.setSpeed(request.speed);
	else if (request.type !== 'resume') clock.pause();
	else if (clock.isPaused) clock.start();
	if (request.type === 'step') clock.passUntil(clock.now() + request.byMs);
}

async function serve(first: Scenario): Promise<void> {
	const authority = makeCertificate({name: 'sluice demo'});
	const certificate = makeCertificate({
		name: 'sluice demo API server',
		addresses: ['127.0.0.1'],
		signer: authority.signer,
	});
	plays.begin(first);
	setInterval(() => plays.stopOthers(present, forsakenMs), lookAroundMs);
	const apis = await Promise.all(scenarios.map(scenario => startApi(certificate, doorOf(scenario))));
	parentPort!.on('message', obey);
	tell({
		type: 'ready',
		authority: authority.cert,
		scenarios: scenarios.map(({name, says}) => ({name, says})),
		servers: apis.map(({address}) => address),
		losing: scenarios.filter(({isLoginLost}) => isLoginLost).map(({name}) => name),
		shopless: scenarios.filter(({isShopless}) => isShopless).map(({name}) => name),
	});
	tellState();
}

if (present) await serve(present);
else {
	const names = scenarios.map(({name}) => name).join(', ');
	tell({type: 'refused', says: `There is no scenario ${options.scenario}. There are ${names}.`});
}
