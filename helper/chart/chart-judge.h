/* SPDX-License-Identifier: MIT
 *
 * chart-judge.h - finds the values that make a chart pull its images through the proxy, by rendering it with helm
 *
 * The result of `helm template` with the override is compared image by image: each image of a named registry must
 * have its name on the proxy, and nothing else may change. No template is read here:
 *
 *  1. The chart is rendered as it is. That gives its images, and all values, those of subcharts too.
 *  2. Each value whose text an image begins with is given a prefix with a different host, all at once. The places at which such a host
 *     appears in the rendering show which images depend on the value, and whether it does anything else.
 *  3. For images that are still unchanged, the other forms are tried in turn, each for all of them at once: an empty or
 *     missing registry next to the name, empty registries elsewhere, the repository with its host, the pair whole.
 *  4. The override is rendered. What is not right then is dropped, and rendered again.
 *
 * So the number of renderings does not depend on the number of images; CHART_RENDERINGS_MAX bounds it. If no form
 * is right, the image stays as it is, with a note. What is not rendered (a part of the chart that is switched off) is judged by
 * its form alone, as chart-images.h does it; but if an image that is rendered changes with such values, they stay as they
 * are, with a note.
 */
#ifndef HELPER_CHART_CHART_JUDGE_H
#define HELPER_CHART_CHART_JUDGE_H

#include "chart-helm.h"
#include "chart-images.h"
#include "chart-report.h"

/* `plain` is the rendering without an override, and `values` its values, read. */
void chart_judge(struct chart_helm *helm, const struct chart_manifest *plain, const struct yaml_value *values,
		 const struct chart_registries *registries, struct chart_images *ret_images,
		 struct chart_report *report);

#endif
