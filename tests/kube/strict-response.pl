#!/usr/bin/perl
# SPDX-License-Identifier: MIT
#
# strict-response.pl VERSION < RESPONSE - decodes a CredentialProviderResponse as kubelet does
#
# kubelet's decoder is strict (k8s.io/kubernetes pkg/credentialprovider/plugin): a member that the type does not
# have, one in another case, one given twice, or one of another kind fails the whole response. The types
# are those of k8s.io/kubelet/pkg/apis/credentialprovider, the same in v1, v1beta1 and v1alpha1:
#
#	metav1.TypeMeta `json:",inline"`                      kind, apiVersion
#	CacheKeyType    PluginCacheKeyType    `json:"cacheKeyType"`
#	CacheDuration   *metav1.Duration      `json:"cacheDuration,omitempty"`
#	Auth            map[string]AuthConfig `json:"auth,omitempty"`
#
#	Username string `json:"username"`     Password string `json:"password"`
use strict;
use warnings;
use JSON::PP;

my $version = shift;
my $text = do { local $/; <STDIN> };

sub refuse { print "refused: @_\n"; exit 1 }

# What a Go string accepts: a JSON string, and neither a number nor a boolean.
sub is_string { my $value = shift; return defined $value && !ref $value && JSON::PP->new->allow_nonref->encode($value) =~ /^"/ }

sub members {
	my ($what, $object, %types) = @_;
	ref $object eq 'HASH' or refuse "$what is no object";
	for my $name (sort keys %$object) {
		$types{$name} or refuse "$what has the unknown member '$name'";
		$types{$name}->($object->{$name}) or refuse "$what.$name has another type or value";
	}
}

my $string = \&is_string;
my $go_duration = sub { is_string($_[0]) && $_[0] =~ /^(?:0|(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|\xc2\xb5s|ms|s|m|h))+)$/ };
my $auth = sub {
	members('auth', $_[0], map { $_ => sub { members('an entry of auth', $_[0], username => $string, password => $string); 1 } }
		grep { m{^[A-Za-z0-9.*\[\]:-]+(?::\d+)?(?:/\S*)?$} } keys %{ $_[0] });
	1;
};

my $response = eval { JSON::PP->new->utf8->decode($text) } or refuse "not one JSON value: $@";
members('the response', $response,
	kind         => sub { is_string($_[0]) && $_[0] eq 'CredentialProviderResponse' },
	apiVersion   => sub { is_string($_[0]) && $_[0] eq "credentialprovider.kubelet.k8s.io/$version" },
	cacheKeyType => sub { is_string($_[0]) && $_[0] =~ /^(?:Image|Registry|Global)$/ },
	cacheDuration => $go_duration,
	auth         => sub { ref $_[0] eq 'HASH' && $auth->($_[0]) });
exists $response->{$_} or refuse "'$_' is missing" for qw(kind apiVersion cacheKeyType auth);

# JSON::PP takes the last of two members; each name of the response may stand there once per object.
my $names = () = $text =~ /"(?:[^"\\]|\\.)*"\s*:/g;
my $decoded = keys(%$response) + keys(%{ $response->{auth} });
$decoded += keys %$_ for values %{ $response->{auth} };
$names == $decoded or refuse 'a member is given twice';
print "accepted\n";
