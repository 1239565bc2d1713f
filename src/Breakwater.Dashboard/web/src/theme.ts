import { computed, signal } from '@preact/signals';

type Choice = 'system' | 'light' | 'dark';

const key = 'breakwater-theme';
const system = matchMedia('(prefers-color-scheme: dark)');
const systemDark = signal(system.matches);
system.addEventListener('change', () => { systemDark.value = system.matches; });

const stored = localStorage.getItem(key);
export const theme = signal<Choice>(stored === 'light' || stored === 'dark' ? stored : 'system');
export const dark = computed(() => (theme.value === 'system' ? systemDark.value : theme.value === 'dark'));

theme.subscribe(choice => {
  if (choice === 'system') localStorage.removeItem(key);
  else localStorage.setItem(key, choice);
});
dark.subscribe(on => { document.documentElement.dataset.theme = on ? 'dark' : 'light'; });

export function turn(): void {
  theme.value = dark.value ? 'light' : 'dark';
}
