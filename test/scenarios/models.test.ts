import {expect, test} from 'vitest';
import type {Json} from '../conformance/connection.ts';
import {keys} from '../kit/screen.ts';
import {prepareStage} from './play.ts';

const play = prepareStage();

const routeAt = '/apis/gateway.networking.k8s.io/v1/namespaces/models/httproutes/credit-risk';

test('a model is trained, deployed, put beside the champion, and retired again, by keys alone', async () => {
	const {press, pressFor, enter, pick, waitFor, read} = await play('calm-shop', {
		speed: 4,
		columns: 140,
		rows: 45,
	});
	const backends = async () =>
		(await read(routeAt)).spec.rules.map(({backendRefs}: Json) => backendRefs.map(({name}: Json) => name));
	const before = await backends();
	/** The form behind a preview speaks of one, too: what counts is the frame in front. */
	const agree = async () => {
		await waitFor('╭─ Preview: nothing is written yet');
		await waitFor('● the server would accept it');
		for (let again = 0; again < 20; again++) {
			await new Promise(read => setTimeout(read, 400));
			press('y');
			const screen = await waitFor(/╭─ (?!Preview)|confirm once more/);
			if (/╭─ (?!Preview)/.test(screen)) return;
		}
	};
	await enter(':ns models');
	await waitFor(/\/ models/);
	await enter(':do train risk-training env=EPOCHS=12');
	await waitFor('Job models/risk-training');
	await agree();
	await waitFor(/epoch \d+ of 12/, 30_000);
	await waitFor(/Settled in .*accuracy 0\.\d+/, 30_000);
	press(keys.escape);

	await enter(':objectives');
	await pick('accuracy 0.');
	press('D');
	await waitFor('Deploy what was trained');
	await waitFor('risk-training-model');
	press('\u0013');
	await waitFor(/▌.*[Pp]review/);
	press(keys.enter);
	await waitFor('Deployment models/risk-training-model');
	await agree();
	await waitFor('Settled', 30_000);
	press(keys.escape);

	await enter(':models');
	await pick('credit-risk-v1');
	press('V');
	await waitFor('Challenge a model');
	press('risk-training-model');
	await waitFor('risk-training-model');
	press('\u0013');
	await waitFor(/▌.*[Pp]review/);
	// In a burst with what came before it enter previews nothing.
	await new Promise(read => setTimeout(read, 400));
	await pressFor(keys.enter, '5 % of');
	await agree();
	await waitFor('Settled', 30_000);
	press(keys.escape);
	expect((await backends()).flat()).toContain('risk-training-model');

	await enter(':models');
	await waitFor(/risk-training-model +challenger +5 %/);
	await enter('/risk-training-model');
	// Matches are shown while it is typed: only without the prompt is the next key one of its own.
	await waitFor(screen => screen.includes('1 of 5') && screen.trimEnd().endsWith('? help'));
	press('W');
	await waitFor('risk-training-model gets 5 %: take its share first.');
	await enter(':shift risk-training-model=0');
	await waitFor('risk-training-model');
	await agree();
	await waitFor('Settled', 30_000);
	press(keys.escape);
	await waitFor(/risk-training-model +challenger +0 %/);
	press('W');
	await waitFor('will be gone');
	await waitFor('● the server would accept it');
	await waitFor('to do it:');
	await new Promise(read => setTimeout(read, 400));
	// A word that came at once would be a paste, which confirms nothing.
	let typed = '';
	for (const letter of 'risk-training-model') {
		typed += letter;
		press(letter);
		await waitFor(new RegExp(`to do it: +${typed}`));
		await new Promise(read => setTimeout(read, 60));
	}
	await new Promise(read => setTimeout(read, 400));
	press(keys.enter);
	await waitFor('Settled', 30_000);
	expect(await backends()).toEqual(before);
}, 150_000);
