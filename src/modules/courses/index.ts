/** Everything that other modules may use of courses. */
export { CoursesModule } from './courses.module.js';
export { CoursesService } from './courses.service.js';
export { At } from './dto/at.parameter.js';
export { Depth, TreeQuery } from './dto/tree.query.js';
export { TreeBlockResponse, TreeResponse } from './dto/tree.response.js';
export { depthOf, displayName, list, TreePresenter } from './tree-presenter.js';
