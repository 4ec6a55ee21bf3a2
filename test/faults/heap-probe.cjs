// Required by a program under test: at SIGUSR2 it collects its garbage and writes down what it still holds.
const {writeFileSync} = require('node:fs');
const v8 = require('node:v8');
const vm = require('node:vm');

v8.setFlagsFromString('--expose-gc');
const collect = vm.runInNewContext('gc');

process.on('SIGUSR2', () => {
	collect();
	// What was only held by something that is being finalised goes with the next.
	setTimeout(() => {
		collect();
		writeFileSync(process.env.SLUICE_HEAP_FILE, `${process.memoryUsage().heapUsed}\n`);
	}, 50);
});
