import { branchCollection } from '../branches.collection.js';

/** Orders and search of the branches of a course. */
export class ListBranchesQuery extends branchCollection.Query {}
