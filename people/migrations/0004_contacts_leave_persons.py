from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0003_contacts_in_tables'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='person',
            name='people_person_once',
        ),
        migrations.RemoveField(
            model_name='person',
            name='email',
        ),
        migrations.RemoveField(
            model_name='person',
            name='phone',
        ),
    ]
