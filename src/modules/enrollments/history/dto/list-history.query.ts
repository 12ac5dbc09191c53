import { historyCollection } from '../enrollment-history.collection.js';

/** Which changes of an enrollment to list. */
export class ListHistoryQuery extends historyCollection.Query {}
