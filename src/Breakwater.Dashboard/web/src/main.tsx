import { render } from 'preact';
import 'uplot/dist/uPlot.min.css';
import './style.css';
import { App } from './app';
import { startKeys } from './keys';
import { startLive } from './live/live';

startKeys();
startLive();
render(<App />, document.getElementById('app')!);
