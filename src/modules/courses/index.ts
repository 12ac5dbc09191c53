/** Everything that other modules may use of courses. */
export { CourseCreation } from './course-creation.service.js';
export { type CourseEdit, CourseEdits } from './course-edits.service.js';
export { CourseEquipment } from './course-equipment.service.js';
export { moment, orderFaults } from './course-words.js';
export { courseSummaryLinks } from './courses.links.js';
export { CourseSummaryResponse } from './dto/course.response.js';
export { IsKeyPart } from './dto/create-course.dto.js';
export { ListCoursesQuery } from './dto/list-courses.query.js';
export { CoursesModule } from './courses.module.js';
export { CoursesService } from './courses.service.js';
export { At } from './dto/at.parameter.js';
export { Depth, TreeQuery } from './dto/tree.query.js';
export { TreeBlockResponse, TreeResponse } from './dto/tree.response.js';
export { depthOf, displayName, list, TreePresenter } from './tree-presenter.js';
