/** The first program of a learner's thread. */
