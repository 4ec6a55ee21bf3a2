/** `npx node test/demo/serve.ts [--seed N] [--speed N] [--world NAME]`: the embedded cluster alone, until a signal. */
import {readFileSync} from 'node:fs';
import {parseArgs} from 'node:util';
import {startDemo} from '../../source/demo/start.ts';

const {values} = parseArgs({
	options: {
		seed: {type: 'string', default: '1'},
		speed: {type: 'string', default: '1'},
		world: {type: 'string', default: 'shop'},
	},
});
const demo = await startDemo({
	seed: Number(values.seed),
	speed: Number(values.speed),
	world: values.world as 'shop' | 'empty',
});
const token = /token: (.+)/.exec(readFileSync(demo.kubeconfig, 'utf8'))?.[1];
console.log(`KUBECONFIG=${demo.kubeconfig}`);
console.log(`kubectl --kubeconfig ${demo.kubeconfig} --server ${demo.server}/token/${token}`);
// The worker does not keep the process alive, so something here must.
const stayingAlive = setInterval(() => {}, 2 ** 30);
for (const signal of ['SIGINT', 'SIGTERM']) {
	process.once(signal, async () => {
		clearInterval(stayingAlive);
		await demo.stop();
	});
}
