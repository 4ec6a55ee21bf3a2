/** `npx node test/demo/serve.ts [--seed N] [--speed N] [--scenario NAME]`: the embedded cluster alone, until a signal. */
import {parseArgs} from 'node:util';
import {startDemo} from '../../source/demo/start.ts';

const {values} = parseArgs({
	options: {
		seed: {type: 'string'},
		speed: {type: 'string', default: '1'},
		scenario: {type: 'string', default: 'calm-shop'},
	},
});
const demo = await startDemo({
	...(values.seed !== undefined && {seed: Number(values.seed)}),
	speed: Number(values.speed),
	scenario: values.scenario,
});
console.log(`KUBECONFIG=${demo.kubeconfig}`);
// The worker does not keep the process alive, so something here must.
const stayingAlive = setInterval(() => {}, 2 ** 30);
for (const signal of ['SIGINT', 'SIGTERM']) {
	process.once(signal, async () => {
		clearInterval(stayingAlive);
		await demo.stop();
	});
}
