"""The policy simulator through boto3 and the stock `aws` command, and its answers beside what really happens."""

import json

import pytest
from support.cloud import Cloud, fresh
from support.policies import allow, deny, document, statement, trust
from support.refusal import denied, no_policy_allows, not_assumable, refused

A, B = "arn:aws:s3:::simulation/a", "arn:aws:s3:::simulation/b"


def simulate(cloud, *statements, actions=("s3:GetObject",), **parameters):
    """The outcomes of a policy of these statements."""
    policies = [document(*statements)] if statements else []
    answer = cloud.iam.simulate_custom_policy(PolicyInputList=policies, ActionNames=list(actions), **parameters)
    return answer["EvaluationResults"]


def principal(cloud, arn, *actions, **parameters):
    """The outcomes of what a user or role has."""
    answer = cloud.iam.simulate_principal_policy(PolicySourceArn=arn, ActionNames=list(actions), **parameters)
    return answer["EvaluationResults"]


def entry(key, value, kind="string"):
    values = value if isinstance(value, list) else [value]
    return {"ContextKeyName": key, "ContextKeyValues": values, "ContextKeyType": kind}


def between(text, matched):
    """What a matched statement points at."""
    lines = text.splitlines(keepends=True)

    def offset(place):
        return sum(map(len, lines[: place["Line"] - 1])) + place["Column"] - 1

    return text[offset(matched["StartPosition"]) : offset(matched["EndPosition"])]


def test_several_actions_on_several_resources(cloud):
    outcomes = simulate(
        cloud,
        allow("s3:Get*", A),
        deny("s3:PutObject", B),
        allow("s3:Put*"),
        actions=["s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
        ResourceArns=[A, B],
    )
    seen = [
        (outcome["EvalActionName"], outcome["EvalDecision"])
        + tuple(each["EvalResourceDecision"] for each in outcome["ResourceSpecificResults"])
        for outcome in outcomes
    ]
    assert seen == [
        ("s3:GetObject", "implicitDeny", "allowed", "implicitDeny"),
        ("s3:PutObject", "explicitDeny", "allowed", "explicitDeny"),
        ("s3:DeleteObject", "implicitDeny", "implicitDeny", "implicitDeny"),
    ]
    assert [each["EvalResourceName"] for each in outcomes[0]["ResourceSpecificResults"]] == [A, B]
    assert [outcome["EvalDecisionDetails"] for outcome in outcomes] == [{}, {}, {}]


def test_an_answer_has_the_members_that_aws_gives(cloud):
    (outcome,) = simulate(cloud, allow("s3:GetObject"))
    matched = outcome.pop("MatchedStatements")
    assert outcome == {
        "EvalActionName": "s3:GetObject",
        "EvalResourceName": "*",
        "EvalDecision": "allowed",
        "MissingContextValues": [],
    }
    seen = [(one["SourcePolicyId"], one["SourcePolicyType"]) for one in matched]
    assert seen == [("PolicyInputList.1", "IAM Policy")]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_places_point_at_the_statement(cloud, newline):
    statements = [allow("s3:GetObject"), deny("s3:PutObject"), allow("s3:PutObject")]
    text = json.dumps(json.loads(document(*statements)), indent=2).replace("\n", newline)
    actions = ["s3:GetObject", "s3:PutObject"]
    outcomes = cloud.iam.simulate_custom_policy(PolicyInputList=[text], ActionNames=actions)["EvaluationResults"]
    matched = [one for outcome in outcomes for one in outcome["MatchedStatements"]]
    assert [json.loads(between(text, one).lstrip(", \r\n")) for one in matched] == statements[:2]


def test_pages(cloud):
    actions = [f"s3:Action{number}" for number in range(7)]
    pages = cloud.iam.get_paginator("simulate_custom_policy").paginate(
        PolicyInputList=[document(allow("s3:*"))], ActionNames=actions, PaginationConfig={"PageSize": 3}
    )
    sizes, seen = [], []
    for page in pages:
        sizes.append(len(page["EvaluationResults"]))
        seen += [outcome["EvalActionName"] for outcome in page["EvaluationResults"]]
    assert (sizes, seen) == ([3, 3, 1], actions)
    role = cloud.role(None, allow("s3:*"))
    pages = cloud.iam.get_paginator("simulate_principal_policy").paginate(
        PolicySourceArn=role.arn, ActionNames=actions, PaginationConfig={"PageSize": 5}
    )
    assert [outcome["EvalDecision"] for page in pages for outcome in page["EvaluationResults"]] == ["allowed"] * 7
    with refused("InvalidInput", "Invalid marker for pagination."):
        simulate(cloud, allow("s3:*"), Marker="not-a-marker")


def test_the_boundary_cuts(cloud):
    boundary = cloud.policy(allow("s3:Get*"))
    user = cloud.user(allow("s3:*"), PermissionsBoundary=boundary)
    get, put = principal(cloud, user.arn, "s3:GetObject", "s3:PutObject")
    assert (get["EvalDecision"], put["EvalDecision"]) == ("allowed", "implicitDeny")
    assert get["PermissionsBoundaryDecisionDetail"] == {"AllowedByPermissionsBoundary": True}
    assert put["PermissionsBoundaryDecisionDetail"] == {"AllowedByPermissionsBoundary": False}
    assert [one["SourcePolicyId"] for one in get["MatchedStatements"]] == [f"user_{user.name}_inline"]
    (put,) = principal(cloud, user.arn, "s3:PutObject", PolicyExclusionList=[{"PolicyType": "permission-boundary"}])
    assert put["EvalDecision"] == "allowed" and "PermissionsBoundaryDecisionDetail" not in put
    (put,) = simulate(cloud, allow("s3:*"), PermissionsBoundaryPolicyInputList=[document(deny("s3:*"))])
    assert put["EvalDecision"] == "explicitDeny"
    assert put["MatchedStatements"][0]["SourcePolicyType"] == "Permissions Boundary Policy"


def test_policies_of_an_organization(cloud):
    levels = [[document(allow("*"))], [document(allow("s3:Get*"))]]
    ordered = [{"ServiceControlPolicyInputList": level} for level in levels]
    actions = ["s3:GetObject", "s3:PutObject"]
    outcomes = simulate(cloud, allow("*"), actions=actions, OrderedOrganizationPolicyInputList=ordered)
    assert [outcome["EvalDecision"] for outcome in outcomes] == ["allowed", "implicitDeny"]
    details = [outcome["OrganizationsDecisionDetail"]["AllowedByOrganizations"] for outcome in outcomes]
    assert details == [True, False]


def test_a_resource_policy_counts_for_users_and_for_roles(cloud):
    user, role = cloud.user(), cloud.role()
    for who in (user, role):
        policy = document(statement("Allow", "s3:GetObject", A, {"AWS": who.arn}))
        (outcome,) = principal(cloud, who.arn, "s3:GetObject", ResourceArns=[A], ResourcePolicy=policy)
        assert outcome["EvalDecision"] == "allowed"
        (matched,) = outcome["MatchedStatements"]
        assert (matched["SourcePolicyId"], matched["SourcePolicyType"]) == ("ResourcePolicy", "Resource Policy")
        elsewhere = {"ResourceArns": [A], "ResourcePolicy": policy, "ResourceOwner": "arn:aws:iam::999999999999:root"}
        (outcome,) = principal(cloud, who.arn, "s3:GetObject", **elsewhere)
        assert outcome["EvalDecision"] == "implicitDeny"
        assert outcome["EvalDecisionDetails"] == {"IAM Policy": "implicitDeny", "Resource Policy": "allowed"}
        further = {"PolicyInputList": [document(allow("s3:*"))], **elsewhere}
        (outcome,) = principal(cloud, who.arn, "s3:GetObject", **further)
        assert outcome["EvalDecision"] == "allowed"
        assert outcome["EvalDecisionDetails"] == {"IAM Policy": "allowed", "Resource Policy": "allowed"}


def test_keys_that_are_missing_and_given(cloud):
    condition = {"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}, "ForAnyValue:StringEquals": {"aws:TagKeys": ["team"]}}
    asking = allow("s3:GetObject", condition=condition)
    (outcome,) = simulate(cloud, asking, allow("s3:PutObject", condition={"Bool": {"aws:SecureTransport": "true"}}))
    missing = ["aws:SourceIp", "aws:TagKeys"]
    assert (outcome["EvalDecision"], outcome["MissingContextValues"]) == ("implicitDeny", missing)
    given = [entry("aws:SourceIp", "192.0.2.7", "ip"), entry("aws:tagkeys", ["team", "cost"], "stringList")]
    (outcome,) = simulate(cloud, asking, ContextEntries=given, ResourceArns=[A])
    assert (outcome["EvalDecision"], outcome["MissingContextValues"]) == ("allowed", [])
    assert "MissingContextValues" not in outcome["ResourceSpecificResults"][0]
    (outcome,) = simulate(cloud, asking, ContextEntries=given[:1], ResourceArns=[A])
    assert outcome["ResourceSpecificResults"][0]["MissingContextValues"] == ["aws:TagKeys"]


def test_keys_of_policies(cloud):
    policies = [
        document(allow("s3:*", "arn:aws:s3:::home/${aws:username}/*")),
        document(allow("*", condition={"DateGreaterThan": {"aws:CurrentTime": "2015-08-16T12:00:00Z"}})),
    ]
    keys = cloud.iam.get_context_keys_for_custom_policy(PolicyInputList=policies)["ContextKeyNames"]
    assert keys == ["aws:username", "aws:CurrentTime"]
    role = cloud.role(None, allow("*", condition={"Bool": {"aws:SecureTransport": "true"}}))
    asked = {"PolicySourceArn": role.arn, "PolicyInputList": policies[:1]}
    keys = cloud.iam.get_context_keys_for_principal_policy(**asked)["ContextKeyNames"]
    assert keys == ["aws:SecureTransport", "aws:username"]


def test_simulations_of_assuming_a_role_tell_the_truth(cloud):
    """A role whose trust policy does not admit the caller is not assumed, whatever the caller's own policies allow."""
    user = cloud.user(allow("sts:AssumeRole"))
    roles = {
        cloud.role(trust({"Service": "ec2.amazonaws.com"})): "implicitDeny",
        cloud.role(trust(cloud.root)): "allowed",
        cloud.role(trust(user.arn, {"StringEquals": {"sts:ExternalId": "e"}})): "implicitDeny",
    }
    for role, expected in roles.items():
        (outcome,) = principal(cloud, user.arn, "sts:AssumeRole", ResourceArns=[role.arn])
        assert outcome["EvalDecision"] == expected
        if expected == "allowed":
            cloud.assume(role, user.credentials)
        else:
            with not_assumable(user.arn, role.arn):
                cloud.assume(role, user.credentials)
    *_, guarded = roles
    given = {"ResourceArns": [guarded.arn], "ContextEntries": [entry("sts:ExternalId", "e")]}
    (outcome,) = principal(cloud, user.arn, "sts:AssumeRole", **given)
    assert outcome["EvalDecision"] == "allowed"
    assert [one["SourcePolicyId"] for one in outcome["MatchedStatements"]] == [
        f"user_{user.name}_inline",
        f"role_{guarded.name}_AssumeRolePolicyDocument",
    ]


def test_who_may_simulate(cloud):
    user = cloud.user()
    nobody = Cloud(cloud.server, user.credentials)
    for action, call in [
        ("iam:SimulateCustomPolicy", lambda: simulate(nobody)),
        (
            "iam:GetContextKeysForCustomPolicy",
            lambda: nobody.iam.get_context_keys_for_custom_policy(PolicyInputList=[]),
        ),
    ]:
        with denied(user.arn, action, "*", no_policy_allows(action)):
            call()
    for action, call in [
        ("iam:SimulatePrincipalPolicy", lambda: principal(nobody, user.arn, "s3:GetObject")),
        (
            "iam:GetContextKeysForPrincipalPolicy",
            lambda: nobody.iam.get_context_keys_for_principal_policy(PolicySourceArn=user.arn),
        ),
    ]:
        with denied(user.arn, action, user.arn, no_policy_allows(action)):
            call()


def test_questions_that_are_refused(cloud):
    with refused("InvalidInput", "Policy input list item 1 has invalid content"):
        cloud.iam.simulate_custom_policy(PolicyInputList=["{"], ActionNames=["s3:GetObject"])
    with refused("InvalidInput", "The action is invalid since it is missing names"):
        simulate(cloud, actions=["GetObject"])
    with refused("InvalidInput", "ResourceNames are not in a valid ARN format: bucket."):
        simulate(cloud, ResourceArns=["bucket"])
    with refused("InvalidInput", "Context key string expected a single value, but received 2."):
        simulate(cloud, ContextEntries=[entry("aws:username", ["a", "b"])])
    with refused("InvalidInput", "'999999999999' is not a valid as a Resource Owner."):
        simulate(cloud, ResourceOwner="999999999999")
    with refused("NoSuchEntity", "Unable to retrieve specified IAM entity."):
        principal(cloud, cloud.arn(f"user/{fresh('nobody')}"), "s3:GetObject")
    foreign = "arn:aws:iam::999999999999:user/u"
    text = (
        f"Invalid Policy Source Arn: caller's account {cloud.account} does not have access to policies in account "
        "999999999999."
    )
    with refused("InvalidInput", text):
        principal(cloud, foreign, "s3:GetObject")
    text = "1 validation error detected: Value at 'contextEntries.1.member.contextKeyType'"
    with refused("ValidationError", starts=text):
        simulate(cloud, ContextEntries=[entry("aws:username", "a", "unknown")])


def test_through_the_command(cli, cloud, tmp_path):
    policies = tmp_path / "policies.json"
    policies.write_text(json.dumps([document(allow("s3:GetObject", A)), document(deny("s3:PutObject"))], indent=4))
    simulate = ["iam", "simulate-custom-policy", "--policy-input-list", f"file://{policies}"]
    outcomes = cli.run(*simulate, "--action-names", "s3:GetObject", "s3:PutObject", "--resource-arns", A, B).json()
    seen = [outcome["EvalDecision"] for outcome in outcomes["EvaluationResults"]]
    assert seen == ["implicitDeny", "explicitDeny"]
    context = "ContextKeyName=aws:username,ContextKeyValues=alice,ContextKeyType=string"
    arguments = ["--action-names", "s3:GetObject", "--resource-arns", A, "--context-entries", context]
    (outcome,) = cli.run(*simulate, *arguments).json()["EvaluationResults"]
    assert outcome["EvalDecision"] == "allowed"
    user = cloud.user(allow("iam:Get*"))
    command = ["iam", "simulate-principal-policy", "--policy-source-arn", user.arn, "--max-items", "1"]
    page = cli.run(*command, "--action-names", "iam:GetUser", "iam:DeleteUser").json()
    assert [outcome["EvalDecision"] for outcome in page["EvaluationResults"]] == ["allowed"] and page["NextToken"]
    mentioning = document(allow("*", "${a:b}"))
    keys = cli.run("iam", "get-context-keys-for-custom-policy", "--policy-input-list", mentioning).json()
    assert keys == {"ContextKeyNames": ["a:b"]}
    failed = cli.run(*simulate, "--action-names", "s3:GetObject", "--resource-arns", "bucket")
    assert "(InvalidInput) when calling the SimulateCustomPolicy operation" in failed.error
