import {expect, test} from 'vitest';
import {keys} from '../kit/screen.ts';
import {type Playing, prepareStage} from './play.ts';

const play = prepareStage();

const route = '/apis/gateway.networking.k8s.io/v1/namespaces/shop/httproutes/checkout';
const challenger = '/apis/apps/v1/namespaces/shop/deployments/checkout-challenger';

const replicas = async ({read}: Playing) => (await read(challenger)).spec.replicas;

async function previewThirty({press, draft}: Playing): Promise<void> {
	await draft('checkout-challenger', 30);
	press(keys.enter);
}

async function previewSixPods({press, waitFor}: Playing): Promise<void> {
	press('s');
	await waitFor('Now 3,');
	press('6');
	await waitFor(/: 6/);
	press(keys.enter);
}

test('whatever comes second is refused: a shift, a number of pods, and an undo', {
	timeout: 60_000,
}, async () => {
	const playing = await play('another-operator', {speed: 4});
	const {guided, press, confirm, leave, waitFor} = playing;
	await guided('The night shift works here, too');
	await waitFor('90/10');
	press(keys.enter);
	await guided('Give the challenger 30 %');
	await previewThirty(playing);
	await guided('While you read, the night shift wrote 80/20');
	await confirm();
	await waitFor('Somebody changed it; look again');
	expect(await playing.weights(route)).toEqual([80, 20]);
	await leave('Refused');

	await guided('Decide anew on 80/20');
	await previewThirty(playing);
	await confirm();
	await guided('70/30 stands');
	expect(await playing.weights(route)).toEqual([70, 30]);
	await leave('Settled in');

	await previewSixPods(playing);
	await guided('They were faster again');
	await confirm();
	await waitFor('Somebody was faster');
	expect(await replicas(playing)).toBe(4);
	await leave('Somebody was faster');

	await guided('75/25 now, which is not what you wrote');
	press('U');
	await waitFor('undo would overwrite');
	await guided('Refused: what stands there now');
	await leave('undo would overwrite');
	await waitFor('next :scenario');
	expect(await playing.weights(route)).toEqual([75, 25]);
	expect(await replicas(playing)).toBe(4);
});

test('whoever leaves previews, decides otherwise and insists gets through, too', {
	timeout: 60_000,
}, async () => {
	const playing = await play('another-operator', {speed: 4});
	const {guided, press, confirm, leave, waitFor} = playing;
	await waitFor('90/10');
	press(keys.enter);
	await guided('Give the challenger 30 %');
	await previewThirty(playing);
	await guided('While you read');
	await leave('nothing is written yet');
	await guided('Decide anew');
	await leave('draft:');
	press('X');
	await confirm();
	await guided('100/0 stands');
	await leave('Settled in');
	await previewSixPods(playing);
	await guided('They were faster again');
	await confirm();
	await waitFor('Somebody was faster');
	await confirm();
	await guided('Wait, the night shift has another idea');
	await waitFor('Settled in');
	expect(await replicas(playing)).toBe(6);
	await leave('Settled in');
	await guided('75/25 now');
	press('U');
	await guided('Refused: what stands there now');
	await leave('undo would overwrite');
	await waitFor('next :scenario');
});
