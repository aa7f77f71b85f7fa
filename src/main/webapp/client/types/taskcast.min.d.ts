export * from './taskcast.js';
export * from './tabs.js';
