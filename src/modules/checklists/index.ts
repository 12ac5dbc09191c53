/** Everything that other modules may use of checklists. */
export { ChecklistDefaults } from './checklist-defaults.js';
export { ChecklistsModule } from './checklists.module.js';
