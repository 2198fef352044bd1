/* SPDX-License-Identifier: MIT
 *
 * version.h - the version of this build
 */
#ifndef HELPER_RUNTIME_VERSION_H
#define HELPER_RUNTIME_VERSION_H

/* As `version` prints it: the number of the release, and in a build from a clone of the repository that is not at the
 * tag of the release, "+" and the commit. The string lives as long as the program. */
const char *version_of_this_build(void);

#endif
